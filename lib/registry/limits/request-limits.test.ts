import { describe, expect, test } from 'vitest';
import { loadConfig } from '@/lib/config';
import { RegistryError } from '../registry-error';
import { matchRoute } from '../routes';
import { isUpload, kindOf } from './request-kind';
import { type Asking, RequestLimits } from './request-limits';

const digest = `sha256:${'a'.repeat(64)}`;
const never = () => new AbortController().signal;
const nothing = async () => undefined;

function limitsOf(env: Record<string, string> = {}): RequestLimits {
  const named = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [`CYBERDOCK_LIMITS_${name}`, value]),
  );
  return new RequestLimits(loadConfig({ cwd: '/nowhere', env: named }).limits);
}

const read: Asking = {
  action: 'pull',
  template: '/v2/{name}/manifests/{reference}',
  identity: undefined,
  address: '10.0.0.1',
  bodyBytes: 0,
};
const write: Asking = { ...read, action: 'push' };
const upload: Asking = { ...write, template: '/v2/{name}/blobs/uploads/{upload}', bodyBytes: undefined };

const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'ok',
    (error) => (error instanceof RegistryError ? error.code : error),
  );

describe('the kind of a request', () => {
  test.each([
    ['GET', '/v2/', 'read', false],
    ['GET', '/v2/_catalog', 'catalog', false],
    ['GET', '/v2/a/tags/list', 'read', false],
    ['HEAD', '/v2/a/manifests/b', 'read', false],
    ['GET', `/v2/a/blobs/${digest}`, 'read', false],
    ['GET', `/v2/a/referrers/${digest}`, 'read', false],
    ['PUT', '/v2/a/manifests/b', 'write', false],
    ['DELETE', '/v2/a/manifests/b', 'write', false],
    ['DELETE', `/v2/a/blobs/${digest}`, 'write', false],
    ['POST', '/v2/a/blobs/uploads/', 'write', true],
    ['PATCH', '/v2/a/blobs/uploads/x', 'write', true],
    ['PUT', '/v2/a/blobs/uploads/x', 'write', true],
  ])('%s %s: %s; with a body an upload: %s', (method, path, kind, isOne) => {
    const route = matchRoute(method, path)?.route;
    if (!route) throw new Error('there is no such route');
    expect(kindOf(route)).toBe(kind);
    expect(isUpload(route, true)).toBe(isOne);
    expect(isUpload(route, false)).toBe(false);
  });
});

describe('RequestLimits', () => {
  test('refuse with the setting, when to come again, and how much is allowed', async () => {
    const limits = limitsOf({ READS: '1' });
    await limits.run(read, never(), nothing);
    const error = await limits.run(read, never(), nothing).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: 'TOOMANYREQUESTS',
      status: 429,
      message: expect.stringMatching(
        /^1 requests that read are allowed in a minute \(limits\.reads\): wait \d+ s, then/,
      ),
      detail: { limit: 'limits.reads', perMinute: 1, retryAfterSeconds: expect.any(Number) },
      headers: { 'RateLimit-Limit': '1;w=60', 'RateLimit-Remaining': '0;w=60' },
      isRepeated: false,
    });
    expect(error.headers['Retry-After']).toBeGreaterThan(0);
    expect(error.headers['Retry-After']).toBeLessThanOrEqual(60);
    expect(await limits.run(read, never(), nothing).catch((thrown) => thrown.isRepeated)).toBe(true);
  });

  test('count reading, writing, the catalog and signing in apart', async () => {
    const limits = limitsOf({ READS: '1', WRITES: '1', CATALOG_PAGES: '1', SIGN_INS: '1' });
    const all = [
      () => limits.run(read, never(), nothing),
      () => limits.run(write, never(), nothing),
      () => limits.run({ ...read, action: 'catalog' }, never(), nothing),
      () => limits.signIn('10.0.0.1', never()),
    ];
    for (const ask of all) expect(await codeOf(ask())).toBe('ok');
    for (const ask of all) expect(await codeOf(ask())).toBe('TOOMANYREQUESTS');
  });

  test('count who has signed in by identity, and who has not by address', async () => {
    const limits = limitsOf({ READS: '1' });
    const ask = (identity: string | undefined, address: string) =>
      codeOf(limits.run({ ...read, identity, address }, never(), nothing));
    expect(await ask('alice', '10.0.0.1')).toBe('ok');
    expect(await ask('alice', '10.0.0.2')).toBe('TOOMANYREQUESTS');
    expect(await ask('bob', '10.0.0.1')).toBe('ok');
    expect(await ask(undefined, '10.0.0.1')).toBe('ok');
    expect(await ask(undefined, '::ffff:10.0.0.1')).toBe('TOOMANYREQUESTS');
    expect(await ask(undefined, '10.0.0.2')).toBe('ok');
    // A user can't be called like an address and take its share.
    expect(await ask('10.0.0.3', '10.0.0.9')).toBe('ok');
    expect(await ask(undefined, '10.0.0.3')).toBe('ok');
  });

  test('set no limit with 0', async () => {
    const limits = limitsOf({ READS: '0', WRITES: '0', CATALOG_PAGES: '0', SIGN_INS: '0', UPLOADS: '0' });
    for (let at = 0; at < 1_000; at++) {
      await limits.run(read, never(), nothing);
      await limits.run(write, never(), nothing);
      await limits.signIn('10.0.0.1', never());
    }
    const uploads = Array.from({ length: 500 }, () =>
      limits.run(upload, never(), () => new Promise(() => undefined)),
    );
    expect(await Promise.race([...uploads, limits.run(upload, never(), async () => 'through')])).toBe(
      'through',
    );
  });

  test('refuse what announces more bytes than a request may bring', async () => {
    const limits = limitsOf({ REQUEST_SIZE: '1KB' });
    expect(await codeOf(limits.run({ ...upload, bodyBytes: 1_000 }, never(), nothing))).toBe('ok');
    expect(await codeOf(limits.run({ ...upload, bodyBytes: 1_001 }, never(), nothing))).toBe('SIZE_INVALID');
  });

  test('let uploads of one client wait for each other, and not for what brings no bytes', async () => {
    const limits = limitsOf({ UPLOADS: '1' });
    let end = () => {};
    const first = limits.run(upload, never(), () => new Promise<void>((resolve) => (end = resolve)));
    const order: string[] = [];
    const second = limits.run(upload, never(), async () => void order.push('second'));
    await limits.run({ ...upload, bodyBytes: 0 }, never(), async () => void order.push('without a body'));
    await limits.run(
      { ...upload, address: '10.0.0.2' },
      never(),
      async () => void order.push('another client'),
    );
    await limits.run(read, never(), async () => void order.push('a read'));
    end();
    await Promise.all([first, second]);
    expect(order).toEqual(['without a body', 'another client', 'a read', 'second']);
  });

  test('say of uploads whose client is gone, or that wait in vain, that there are too many', async () => {
    const limits = limitsOf({ UPLOADS: '1' });
    void limits.run(upload, never(), () => new Promise(() => undefined));
    const gone = new AbortController();
    const waiting = limits.run(upload, gone.signal, nothing).catch((thrown) => thrown);
    gone.abort();
    expect(await waiting).toMatchObject({
      code: 'TOOMANYREQUESTS',
      message: expect.stringContaining('(limits.uploads)'),
      headers: { 'Retry-After': 10 },
    });
  });
});
