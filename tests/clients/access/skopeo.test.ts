import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { until } from '../../harness/until';
import { describeClients, installedClient } from '../client';
import { digestFromLayout, uniqueImage } from '../images';
import { recordRequests } from '../recorder';
import { failure, run, runWithSecret } from '../run';
import { useScratch } from '../scratch';
import { digestFor, guarded, guardedClient, makePerson, type Person } from './guarded';

const skopeo = installedClient('skopeo');

describeClients('skopeo that signs in', [skopeo, guardedClient], () => {
  const scratch = useScratch();
  const at = (name: string, host = guarded.host) => `docker://${host}/${name}`;
  const env = () => ({ REGISTRY_AUTH_FILE: scratch.file('auth.json') });
  const copy = (from: string, to: string, ...options: string[]) =>
    run(
      skopeo.program,
      [
        'copy',
        '--quiet',
        '--src-tls-verify=false',
        '--dest-tls-verify=false',
        '--preserve-digests',
        ...options,
        from,
        to,
      ],
      { env: env() },
    );
  const login = (name: string, secret: string, host = guarded.host) =>
    runWithSecret(
      skopeo.program,
      ['login', '--tls-verify=false', `--username=${name}`, '--password-stdin', host],
      secret,
      env(),
    );
  let writer: Person;
  let reader: Person;
  let digest: string;
  let source: string;

  beforeAll(async () => {
    writer = await makePerson('skopeo', 'skopeo-writer', 'pull', 'push', 'delete');
    reader = await makePerson('skopeo', 'skopeo-reader', 'pull');
    const image = await uniqueImage(scratch.file('image'));
    digest = image.digest;
    source = `oci:${image.layout.folder}:v1`;
  });

  it('copies with credentials for each side', async () => {
    await copy(source, at('skopeo/app:v1'), `--dest-creds=${writer.name}:${writer.password}`);
    const to = `oci:${scratch.file('pulled')}:v1`;
    await copy(at('skopeo/app:v1'), to, `--src-creds=${reader.name}:${reader.token}`);
    expect(await digestFromLayout(scratch.file('pulled'), 'v1')).toBe(digest);
    const from = at('skopeo/app:v1');
    expect(
      await failure(copy(from, at('skopeo/app:v2'), `--src-creds=${reader.name}:${reader.token}`)),
    ).toMatch(/unauthorized|authentication required|sign in|denied/i);
    expect(
      await failure(copy(source, at('skopeo/app:v2'), `--dest-creds=${reader.name}:${reader.token}`)),
    ).toMatch(/skopeo-reader may not push in skopeo\/app/);
  });

  it('keeps a login until logout, or until what it signed in with ends', async () => {
    const passing = await makePerson('skopeo', 'skopeo-passing', 'pull');
    await copy(source, at('skopeo/login:v1'), `--dest-creds=${writer.name}:${writer.token}`);
    const inspect = () =>
      run(skopeo.program, ['inspect', '--tls-verify=false', '--format={{.Digest}}', at('skopeo/login:v1')], {
        env: env(),
      });
    await login(passing.name, passing.token);
    expect(await readFile(scratch.file('auth.json'), 'utf8')).toContain(guarded.host);
    expect(await inspect()).toBe(digest);
    passing.revokeToken();
    await until('no more access', async () => (await inspect().catch(() => 'refused')) === 'refused');
    await login(passing.name, passing.password);
    expect(await inspect()).toBe(digest);
    await run(skopeo.program, ['logout', guarded.host], { env: env() });
    expect(await failure(inspect())).toMatch(/unauthorized|authentication required|sign in/i);
  });

  it('mounts layers from one repository into another, with one token for both', async () => {
    const recorder = await recordRequests(guarded.port);
    await login(writer.name, writer.token, recorder.host);
    await copy(source, at('skopeo/source:v1', recorder.host));
    recorder.requests.length = 0;
    await copy(at('skopeo/source:v1', recorder.host), at('skopeo/target:v1', recorder.host));
    expect(recorder.mounts().length).toBeGreaterThanOrEqual(2);
    expect(await digestFor(writer, 'skopeo/target', 'v1')).toBe(digest);
  });

  it('deletes what it may delete, and is told when it may not', async () => {
    await copy(source, at('skopeo/delete:v1'), `--dest-creds=${writer.name}:${writer.token}`);
    const remove = ({ name, token }: Person) =>
      run(skopeo.program, [
        'delete',
        '--tls-verify=false',
        `--creds=${name}:${token}`,
        at('skopeo/delete:v1'),
      ]);
    expect(await failure(remove(reader))).toMatch(/may not delete in skopeo\/delete|denied|forbidden|403/i);
    expect(await digestFor(writer, 'skopeo/delete', 'v1')).toBe(digest);
    await remove(writer);
    expect(await digestFor(writer, 'skopeo/delete', 'v1')).toBeUndefined();
  });
});
