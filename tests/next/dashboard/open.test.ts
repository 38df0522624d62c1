import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CyberDock, startCyberDock } from '../../harness/cyberdock';
import { DashboardClient, jsonOf } from '../../harness/dashboard-client';
import { HttpClient } from '../../harness/http-client';
import { until } from '../../harness/until';
import { password, startGuardedServer } from './fixture';

// What is to be seen without signing in: what everybody may pull, and everything where there is no authentication.

describe('where everybody may pull some repositories', () => {
  const guarded = startGuardedServer({ CYBERDOCK_ACCESS_ANONYMOUS_PULL: 'public/**' });

  test('pages and lists show these to whoever comes, with the way to sign in', async () => {
    const { http, browser } = guarded.current;
    // A page goes without what takes long, as on a busy machine.
    const text = await until('a page with its list', async () => {
      const page = await http.request({ path: '/' });
      expect(page.status).toBe(200);
      const shown = String(page.body);
      return shown.includes('public/tool') && shown;
    });
    expect(text).not.toContain('team/app');
    expect(text).toContain('href="/sign-in"');
    const list = jsonOf(await http.request({ path: '/api/v1/repositories' }));
    expect(list.repositories.map(({ name }: { name: string }) => name)).toEqual(['public/tool']);
    expect((await http.request({ path: '/r/public~tool/tags' })).status).toBe(200);
    expect((await http.request({ path: '/api/v1/repositories/public~tool/tags' })).status).toBe(200);
    expect((await http.request({ path: '/api/v1/repositories/team~app/tags' })).status).toBe(404);
    expect(String((await http.request({ path: '/r/team~app/tags' })).body)).not.toContain('sha256:');
    const alice = await browser().signIn('alice', password);
    const seen = jsonOf(await alice.ask('/api/v1/repositories')).repositories;
    expect(seen.map(({ name }: { name: string }) => name)).toEqual(['public/tool', 'team/api', 'team/app']);
  });

  test('an account, health and metrics are still for whom they are for', async () => {
    const { http } = guarded.current;
    expect((await http.request({ path: '/account' })).header('location')).toBe('/sign-in?to=%2Faccount');
    for (const path of ['/api/v1/health', '/api/v1/sessions', '/api/v1/tokens', '/metrics'])
      expect((await http.request({ path })).status, path).toBe(401);
  });

  test('whose session has ended is told so, and can go on without one', async () => {
    const { browser } = guarded.current;
    const alice = await browser().signIn('alice', password);
    const cookie = alice.cookie;
    await alice.ask('/api/v1/session', { method: 'DELETE' });
    alice.cookie = cookie;
    // Not fewer repositories without a word.
    expect((await alice.ask('/')).header('location')).toBe('/sign-in');
    expect(jsonOf(await alice.ask('/api/v1/repositories')).error.code).toBe('session-ended');
    const page = String((await alice.ask('/sign-in')).body);
    expect(page).toContain('Your session has ended');
    expect(page).toContain('Continue without signing in');
    expect((await alice.ask('/api/v1/session', { method: 'DELETE' })).status).toBe(204);
    expect((await alice.ask('/')).status).toBe(200);
  });
});

describe('without authentication', () => {
  let cyberdock: CyberDock;
  let http: HttpClient;
  beforeAll(async () => {
    cyberdock = await startCyberDock();
    http = new HttpClient(cyberdock.port);
  });
  afterAll(async () => {
    http.close();
    expect([0, 143]).toContain(await cyberdock.stop());
  });

  test('nobody is asked to sign in, whatever cookie they bring', async () => {
    for (const headers of [{ Cookie: '' }, { Cookie: `cyberdock-${cyberdock.port}=cds_x` }]) {
      const page = await http.request({ path: '/', headers });
      expect(page.status).toBe(200);
      expect(String(page.body)).not.toContain('/sign-in');
      expect(String(page.body)).not.toContain('docker login');
      for (const path of ['/api/v1/repositories', '/api/v1/health', '/metrics'])
        expect((await http.request({ path, headers })).status, path).toBe(200);
      expect(jsonOf(await http.request({ path: '/api/v1/session', headers }))).toEqual({
        viewer: { kind: 'everybody' },
        session: null,
      });
    }
  });

  test('there are no accounts to see or to sign in to', async () => {
    expect((await http.request({ path: '/sign-in?to=/r/a~b/tags' })).header('location')).toBe('/r/a~b/tags');
    expect((await http.request({ path: '/account' })).status).toBe(404);
    const browser = new DashboardClient(http);
    const json = { name: 'admin', password: 'x' };
    expect((await browser.ask('/api/v1/session', { method: 'POST', json })).status).toBe(404);
    for (const path of ['/api/v1/sessions', '/api/v1/tokens'])
      expect((await browser.ask(path)).status, path).toBe(404);
    // Not from another site either.
    const headers = { 'Sec-Fetch-Site': 'cross-site' };
    expect((await browser.ask('/api/v1/session', { method: 'DELETE', headers })).status).toBe(403);
  });
});

test('metrics can be opened to everybody', async () => {
  const cyberdock = await startCyberDock({
    env: { CYBERDOCK_AUTH_MODE: 'accounts', CYBERDOCK_METRICS_ACCESS: 'open' },
  });
  try {
    const answer = await fetch(`${cyberdock.url}/metrics`);
    expect(await answer.text()).toContain('cyberdock_ready 1');
  } finally {
    await cyberdock.stop();
  }
});
