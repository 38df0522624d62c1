import { describe, expect, test } from 'vitest';
import { basic } from '../../harness/accounts';
import { jsonOf } from '../../harness/dashboard-client';
import { until } from '../../harness/until';
import { password, startGuardedServer } from './fixture';

// Who gets to which page and to which answer of the API, and what is in it.

const guarded = startGuardedServer();
const voidCookie = 'cds_000000000000000000_0000000000000000000000000000000000000000000';
const cookieName = () => `cyberdock-${guarded.current.cyberdock.port}`;
const pages = [
  '/',
  '/r/team~app/tags',
  '/r/team~missing/tags',
  '/r/nginx',
  '/account',
  '/nothing',
  '/r/..%2f',
  '/?q=team',
];

/** The browser of somebody who has signed in. */
const signedIn = (name: string) => guarded.current.browser().signIn(name, password);

describe('a page', () => {
  test.each(pages)('%s leads whoever has not signed in to the sign-in page, and back', async (path) => {
    const { http } = guarded.current;
    for (const cookie of ['', 'other=1', `X${cookieName()}=${voidCookie}`]) {
      const answer = await http.request({ path, headers: { Cookie: cookie } });
      expect(answer.status).toBe(307);
      const location = new URL(answer.header('location') ?? '', 'http://host');
      expect(location.pathname).toBe('/sign-in');
      expect(location.searchParams.get('to') ?? '/').toBe(path);
      expect(String(answer.body)).not.toContain('sha256');
    }
  });

  test.each(['/icon.svg', '/favicon.ico'])('%s is given to everybody, for the tab', async (path) => {
    const answer = await guarded.current.http.request({ path });
    expect(answer.status).toBe(200);
    expect(answer.header('content-type')).toMatch(/^image\/svg\+xml/);
  });

  test.each(pages.filter((path) => path !== '/nothing' && path !== '/r/..%2f'))(
    '%s leads whose session has ended to the sign-in page, and back',
    async (path) => {
      const { http } = guarded.current;
      for (const value of [voidCookie, 'x', `${voidCookie}; other=1`]) {
        const answer = await http.request({ path, headers: { Cookie: `${cookieName()}=${value}` } });
        expect(answer.status).toBe(307);
        // The middleware sees a cookie, and may correct the address first.
        expect(answer.header('location')).toMatch(
          path === '/r/nginx' ? /^\/r\/library~nginx\/tags$/ : /^\/sign-in/,
        );
        expect(String(answer.body)).not.toContain('sha256');
      }
    },
  );

  /** What Next sends from the list: then it does not ask for the layout, which is there already. */
  const fromTheList = encodeURIComponent(
    JSON.stringify([
      '',
      { children: ['(ui)', { children: ['__PAGE__', {}, null, null, 0] }, null, null, 4] },
      null,
      null,
      24,
    ]),
  );

  test.each([
    ['RSC', '1'],
    ['Next-Router-State-Tree', fromTheList],
  ])('leads there also when Next itself asks, with %s', async (header, value) => {
    const { http } = guarded.current;
    for (const cookie of ['', `${cookieName()}=${voidCookie}`]) {
      const headers = { RSC: '1', [header]: value, Cookie: cookie };
      let path = '/r/team~app/tags';
      for (let hops = 0; hops < 5 && !path.startsWith('/sign-in'); hops++) {
        const answer = await http.request({ path, headers });
        expect(String(answer.body)).not.toContain('sha256');
        // Next leads to an address of its own first; a page that is on its way leads there in its text.
        const led =
          answer.header('location') ?? /\/sign-in\?to=%2Fr%2Fteam~app%2Ftags/.exec(String(answer.body))?.[0];
        path = led ?? path;
      }
      expect(path).toMatch(/^\/sign-in\?to=%2Fr%2Fteam~app%2Ftags(?:$|&)/);
    }
  });

  test('has nothing to tell when Next asks for it in advance', async () => {
    const { http } = guarded.current;
    for (const cookie of ['', `${cookieName()}=${voidCookie}`]) {
      const headers = { RSC: '1', 'Next-Router-Prefetch': '1', Cookie: cookie };
      let path = '/r/team~app/tags';
      for (let hops = 0; hops < 3; hops++) {
        const answer = await http.request({ path, headers });
        // Of what the page shows not even the names of its parts.
        expect(String(answer.body)).not.toMatch(/sha256|queryKey|tagsOfDigest/);
        path = answer.header('location') ?? path;
      }
    }
  });

  test('shows whoever signed in what they may pull, and no more', async () => {
    const alice = await signedIn('alice');
    /** A page once it comes with this: it goes without what takes long, as on a busy machine. */
    const pageWith = (text: string, client: typeof alice, path: string) =>
      until(`${path} with ${text}`, async () => {
        const page = String((await client.ask(path)).body);
        return page.includes(text) && page;
      });
    const list = await pageWith('team/app', alice, '/');
    expect(list).not.toContain('team/secret');
    expect(list).not.toContain('public/tool');
    await pageWith('sha256:', alice, '/r/team~app/tags');
    const search = String((await alice.ask('/?q=secret')).body);
    expect(search).not.toContain('team/secret');
    await pageWith('public/tool', await signedIn('root'), '/');
  });

  test('of a repository that one may not pull from is the page of one that is not there', async () => {
    const alice = await signedIn('alice');
    const ask = async (name: string) => {
      const { status, body, headers } = await alice.ask(`/r/${name.replace('/', '~')}/tags`);
      const text = String(body).replaceAll(name.replace('/', '~'), 'NAME').replaceAll(name, 'NAME');
      // What differs from one request to the next.
      const known = text.replaceAll(/nonce="[^"]*"|\\?"nonce\\?":\\?"[^"\\]*|"b":"[^"]*"|:\d{13}/g, '');
      return { status, type: headers['content-type'], known };
    };
    const absent = await ask('team/absent');
    expect(absent.known).toContain('There is no');
    for (const name of ['team/secret', 'public/tool']) {
      const forbidden = await ask(name);
      expect(forbidden.status).toBe(absent.status);
      expect(forbidden.known.length).toBe(absent.known.length);
      expect(forbidden.known).not.toContain('sha256:');
    }
  });

  test('the sign-in page leads on whoever has signed in, to a page of this registry alone', async () => {
    const { http } = guarded.current;
    const fresh = await http.request({ path: '/sign-in?to=/r/team~app/tags' });
    expect(fresh.status).toBe(200);
    expect(String(fresh.body)).toContain('value="/r/team~app/tags"');
    const alice = await signedIn('alice');
    const led = async (to: string) =>
      (await alice.ask(`/sign-in?to=${encodeURIComponent(to)}`)).header('location');
    expect(await led('/r/team~app/tags?last=x')).toBe('/r/team~app/tags?last=x');
    for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', '/.//evil.example'])
      expect(await led(to)).toBe('/');
    const hostile = await http.request({ path: '/sign-in?to=//evil.example&to=/x&problem=%3Cscript%3E' });
    expect(String(hostile.body)).not.toContain('evil.example"');
    expect(String(hostile.body)).not.toContain('<script>"');
  });
});

describe('the API', () => {
  const lists = ['/api/v1/repositories', '/api/v1/repositories/team~app/tags'];
  const owned = ['/api/v1/sessions', '/api/v1/tokens'];

  test('tells whoever has not signed in to do so, and nothing else', async () => {
    const { http } = guarded.current;
    for (const path of [...lists, ...owned, '/api/v1/health', '/api/v1/repositories/team~missing/tags']) {
      const answer = await http.request({ path });
      expect(answer.status, path).toBe(401);
      expect(answer.header('www-authenticate')).toBe('Bearer realm="CyberDock"');
      expect(jsonOf(answer).error.code).toBe('signed-out');
      const ended = await http.request({ path, headers: { Cookie: `${cookieName()}=${voidCookie}` } });
      expect(ended.status, path).toBe(401);
      expect(jsonOf(ended).error.code).toBe('session-ended');
    }
  });

  test('filters lists, searches and tags by what whoever asks may pull', async () => {
    const names = async (who: string, query = '') => {
      const answer = await (await signedIn(who)).ask(`/api/v1/repositories${query}`);
      return jsonOf(answer).repositories.map(({ name }: { name: string }) => name);
    };
    expect(await names('alice')).toEqual(['team/api', 'team/app']);
    expect(await names('alice', '?q=ap')).toEqual(['team/api', 'team/app']);
    expect(await names('alice', '?q=secret')).toEqual([]);
    expect(await names('alice', '?q=tool')).toEqual([]);
    const afterApi = Buffer.from('["team/api","team/api"]').toString('base64url');
    expect(await names('alice', `?cursor=${afterApi}`)).toEqual(['team/app']);
    for (const sort of ['-name', '-pushed', 'size', '-tags', '-pulls', '-pulled', 'pulled'])
      expect((await names('alice', `?sort=${sort}`)).sort()).toEqual(['team/api', 'team/app']);
    expect(await names('alice', '?q=secret:')).toEqual([]);
    expect(await names('alice', '?q=secret:v')).toEqual([]);
    expect(await names('alice', '?sort=-size&q=tool')).toEqual([]);
    expect(await names('bob')).toEqual([]);
    // A rule that forbids binds administrators too.
    expect(await names('root')).toEqual(['public/tool', 'team/api', 'team/app']);
    const alice = await signedIn('alice');
    expect((await alice.ask('/api/v1/repositories/team~app/tags')).status).toBe(200);
    const answers = await Promise.all(
      ['team~secret', 'public~tool', 'team~absent', 'a~b', 'UPPER', 'a%2Fb'].map((name) =>
        alice.ask(`/api/v1/repositories/${name}/tags`),
      ),
    );
    const shapes = answers.map((answer) => ({
      ...jsonOf(answer).error,
      requestId: '',
      status: answer.status,
    }));
    expect(new Set(shapes.map((shape) => JSON.stringify(shape))).size).toBe(1);
    expect(shapes[0]).toMatchObject({ status: 404, message: 'There is no such repository.' });
  });

  test('takes a password and an access token in the header, and ignores a cookie beside them', async () => {
    const { http } = guarded.current;
    const root = await signedIn('root');
    const ask = (path: string, authorization: string, cookie = '') =>
      http.request({ path, headers: { Authorization: authorization, ...(cookie && { Cookie: cookie }) } });
    expect((await ask('/api/v1/health', basic('root', password))).status).toBe(200);
    expect((await ask('/api/v1/health', basic('carol', password))).status).toBe(200);
    expect((await ask('/api/v1/health', basic('alice', password))).status).toBe(403);
    expect((await ask('/api/v1/health', basic('root', 'wrong'))).status).toBe(401);
    expect((await ask('/api/v1/health', basic('alice', password), root.cookie)).status).toBe(403);
    expect((await ask('/api/v1/health', basic('root', 'wrong'), root.cookie)).status).toBe(401);
    expect((await ask('/api/v1/health', 'Digest x', root.cookie)).status).toBe(401);

    const make = async (grants: unknown) => {
      const body = { label: 'test', lifetimeDays: 1, grants };
      const answer = await root.ask('/api/v1/tokens', { method: 'POST', json: body });
      expect(answer.status).toBe(201);
      return jsonOf(answer).text as string;
    };
    const whole = await make(null);
    const narrow = await make([{ repositories: ['team/api', 'team/x'], actions: ['pull'] }]);
    for (const authorization of [`Bearer ${whole}`, basic('root', whole)])
      expect((await ask('/api/v1/health', authorization)).status).toBe(200);
    expect((await ask('/api/v1/health', `Bearer ${narrow}`)).status).toBe(403);
    const seen = jsonOf(await ask('/api/v1/repositories', `Bearer ${narrow}`)).repositories;
    expect(seen.map(({ name }: { name: string }) => name)).toEqual(['team/api']);
    // No token makes others, looks at sessions, or outlives itself.
    for (const token of [whole, narrow])
      for (const path of owned) expect((await ask(path, `Bearer ${token}`)).status).toBe(403);
  });

  test('takes no bearer token of the distribution API', async () => {
    const { http } = guarded.current;
    const given = await http.request({
      path: '/auth/token?service=cyberdock&scope=repository:team/app:pull',
      headers: { Authorization: basic('root', password) },
    });
    const headers = { Authorization: `Bearer ${jsonOf(given).token}` };
    expect((await http.request({ path: '/v2/team/app/tags/list', headers })).status).toBe(200);
    for (const path of [...lists, ...owned, '/api/v1/health'])
      expect((await http.request({ path, headers })).status, path).toBe(401);
  });

  test('answers JSON to what is no endpoint, and a length to HEAD', async () => {
    const { http } = guarded.current;
    const none = await http.request({ path: '/api/v1/nothing/here' });
    expect(none.status).toBe(404);
    expect(jsonOf(none).error.message).toBe('There is no such endpoint.');
    const head = await http.request({ method: 'HEAD', path: '/api/v1/session' });
    expect(head.status).toBe(200);
    const get = await http.request({ path: '/api/v1/session' });
    expect(jsonOf(get)).toEqual({ viewer: { kind: 'anonymous' }, session: null });
    expect(head.header('content-length')).toBe(String(get.body.length));
  });
});

test('metrics are for administrators and auditors', async () => {
  const { http } = guarded.current;
  const status = async (headers: Record<string, string>) =>
    (await http.request({ path: '/metrics', headers })).status;
  expect(await status({})).toBe(401);
  expect(await status({ Authorization: basic('alice', password) })).toBe(403);
  expect(await status({ Authorization: basic('carol', 'wrong') })).toBe(401);
  expect(await status({ Authorization: basic('carol', password) })).toBe(200);
  for (const path of ['/healthz', '/readyz']) expect((await http.request({ path })).status).toBe(200);
});
