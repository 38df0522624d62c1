import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catchExchanges, type Exchange } from '@/lib/http/exchange';
import { HttpClient } from '@/tests/harness/http-client';
import { createFront } from './front';

const sayer = (what: string) => async (exchange: Exchange) => void exchange.response.end(what);
const front = createFront({
  registry: sayer('registry'),
  token: sayer('token'),
  pages: {
    answer: async (_request, response) => void response.end('pages'),
    close: async () => undefined,
  },
  limits: { headersTimeoutMs: 30_000, connectionsMax: 100 },
  tls: undefined,
  log: pino({ level: 'silent' }),
});
const stop = catchExchanges(
  () => undefined,
  () => undefined,
);
let http: HttpClient;

beforeAll(async () => {
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  http = new HttpClient((front.address() as AddressInfo).port);
});
afterAll(async () => {
  http.close();
  stop();
  await new Promise((resolve) => front.close(resolve));
});

test.each([
  ['/v2/', 'registry'],
  ['/v2/team/app/tags/list?n=1', 'registry'],
  ['//v2/', 'registry'],
  ['/auth/token', 'token'],
  ['/auth/token?service=cyberdock', 'token'],
  ['http://127.0.0.1/auth/token?service=cyberdock', 'token'],
  ['/auth/token/', 'pages'],
  ['/auth/tokens', 'pages'],
  ['/auth/oidc/callback', 'pages'],
  ['/auth/token/../oidc', 'pages'],
  ['/Auth/Token', 'pages'],
  ['/v2x', 'pages'],
  ['/', 'pages'],
])('%s goes to: %s', async (path, expected) => {
  for (const method of ['GET', 'POST', 'OPTIONS'])
    expect(String((await http.request({ method, path })).body), method).toBe(expected);
});
