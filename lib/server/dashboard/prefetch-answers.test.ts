import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DehydratedState } from '@tanstack/react-query';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { accessQueries } from '@/lib/dashboard/administration/access-queries';
import { auditPageQuery } from '@/lib/dashboard/administration/audit-queries';
import { getAudit } from './administration/audit-routes';
import { getAccounts } from './administration/users-routes';
import { answerToPage, apiRoute } from './api-route';
import { pageCaller } from './page-caller';
import { prefetchAnswers } from './prefetch-answers';
import { type ApiServer, password, startApiServer } from './testing/api-server';
import { addPeople } from './testing/people';

/** However busy the machine is. */
const enoughMs = 60_000;
const query = { actor: 'root' };
const never = apiRoute({ for: 'anyone' }, () => new Promise(() => undefined));
const failing = apiRoute({ for: 'anyone' }, () => Promise.reject(new Error('broken')));
const posted = apiRoute({ for: 'anyone', body: z.object({}) }, () => ({ json: 'done' }));

/** What pages show, by their paths. */
const pages: Record<string, () => Promise<DehydratedState>> = {
  '/users': () =>
    prefetchAnswers(
      [
        { of: accessQueries.users, by: getAccounts },
        { of: auditPageQuery(query), by: getAudit, query },
      ],
      enoughMs,
    ),
  '/slow': () =>
    prefetchAnswers([
      { of: { queryKey: ['never'] }, by: never },
      { of: { queryKey: ['failing'] }, by: failing },
    ]),
};

let api: ApiServer;
let site: Server;

beforeAll(async () => {
  api = await startApiServer({ CYBERDOCK_AUTH_MODE: 'accounts' });
  addPeople(api.server);
  site = createServer(async (request, response) => {
    const page = pages[request.url ?? ''];
    try {
      const state = page ? await page() : await answerToPage(posted, pageCaller(), {});
      response.end(JSON.stringify(state));
    } catch (error) {
      response.writeHead(500).end(JSON.stringify(String(error)));
    }
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  site.close();
  await api.close();
});

const sitePort = () => (site.address() as AddressInfo).port;

/** What comes with a page: the answers by the first word of their keys. */
async function shownBy(path: string, name: string) {
  const origin = `http://127.0.0.1:${api.port}`;
  const signedIn = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { Origin: origin, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });
  const [cookie = ''] = signedIn.headers.getSetCookie().map((one) => one.split(';', 1)[0] ?? '');
  const answer = await fetch(`http://127.0.0.1:${sitePort()}${path}`, {
    // On plain HTTP the cookie is named after the port.
    headers: { Cookie: cookie.replace(`${api.port}`, `${sitePort()}`) },
  });
  const state = (await answer.json()) as DehydratedState;
  return new Map(state.queries.map(({ queryKey, state: { data } }) => [queryKey[0], data]));
}

test('a page comes with what the API would answer to its reader', async () => {
  const shown = await shownBy('/users', 'root');
  expect([...shown.keys()].sort()).toEqual(['access', 'audit']);
  const { json } = await api.ask('/api/v1/access/users', { as: 'root' });
  expect(shown.get('access')).toEqual({ ...json, nowMs: expect.any(Number) });
  expect(shown.get('audit')).toMatchObject({ records: [{ actor: 'root' }] });
});

test('a page comes without what its reader may not ask the API for', async () => {
  expect([...(await shownBy('/users', 'carol')).keys()].sort()).toEqual(['access', 'audit']);
  expect([...(await shownBy('/users', 'alice')).keys()]).toEqual([]);
});

test('a page waits neither for an answer that takes long nor for one that fails', async () => {
  expect([...(await shownBy('/slow', 'root')).keys()]).toEqual([]);
});

test('a page can not change anything through a route', async () => {
  const answer = await fetch(`http://127.0.0.1:${sitePort()}/changes`);
  expect(await answer.text()).toContain('needs no body');
});
