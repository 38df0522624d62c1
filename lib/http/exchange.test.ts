import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { rawRequest } from '@/tests/harness/raw-http';
import { type AnswerFirst, catchExchanges, currentExchange, isTokenTarget } from './exchange';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A server whose own listeners stand for Next, with something that answers before it. */
async function serverWith(first: AnswerFirst) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.end('listener');
  });
  server.on('request', ({ url }) => seen.push(`second ${url}`));
  ends.push(
    catchExchanges(
      () => undefined,
      () => undefined,
      undefined,
      first,
    ),
    () => new Promise((resolve) => server.close(resolve)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, seen };
}

const tokensFirst: AnswerFirst = (exchange) =>
  isTokenTarget(exchange.target)
    ? Promise.resolve().then(() => {
        // Whoever answers finds the exchange as a route would.
        expect(currentExchange()).toBe(exchange);
        exchange.response.end('first');
      })
    : undefined;

test('what is answered first is not seen by the listeners of the server, from the first request on', async () => {
  const { port, seen } = await serverWith(tokensFirst);
  for (const method of ['GET', 'POST', 'PUT']) {
    const answer = await rawRequest(port, { method, target: '/auth/token?service=cyberdock', body: '' });
    expect(String(answer.body), method).toBe('first');
  }
  expect(seen).toEqual([]);
});

test('all else reaches every listener, once and in their order', async () => {
  const { port, seen } = await serverWith(tokensFirst);
  for (const target of ['/', '/auth/token/', '/auth/tokens']) {
    seen.length = 0;
    expect(String((await rawRequest(port, { method: 'GET', target })).body)).toBe('listener');
    expect(seen).toEqual([`GET ${target}`, `second ${target}`]);
  }
});

test('a client that waits for 100 Continue is answered first too', async () => {
  const { port, seen } = await serverWith(tokensFirst);
  const headers: [string, string][] = [['Expect', '100-continue']];
  const answer = await rawRequest(port, { method: 'POST', target: '/auth/token', headers, body: 'a=b' });
  expect(String(answer.body)).toBe('first');
  expect(seen).toEqual([]);
});
