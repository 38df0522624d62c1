import { afterEach, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { ApiError, fetchJson } from './fetch-json';

const schema = z.object({ value: z.number() });
const answerWith = (answer: () => Promise<Response>) => vi.stubGlobal('fetch', vi.fn(answer));
const ask = (signal = new AbortController().signal) => fetchJson('/api', schema, signal);

afterEach(() => vi.unstubAllGlobals());

it('returns data that fulfils the contract', async () => {
  answerWith(async () => Response.json({ value: 1, more: true }));
  expect(await ask()).toEqual({ value: 1 });
});

it('passes on what the server says of a failure, with its request id', async () => {
  answerWith(async () => Response.json({ error: { message: 'Why.', requestId: 'id' } }, { status: 500 }));
  await expect(ask()).rejects.toMatchObject({
    name: 'ApiError',
    message: 'Why.',
    status: 500,
    requestId: 'id',
  });
});

it.each([
  ['a network failure', () => Promise.reject(new TypeError('Failed to fetch')), 'did not answer'],
  [
    'a proxy that answers in HTML',
    async () => new Response('<h1>Bad gateway', { status: 502 }),
    'answered 502',
  ],
  ['an answer that breaks the contract', async () => Response.json({ value: 'one' }), 'Reload the page'],
  ['an answer that is no JSON', async () => new Response('hello'), 'Reload the page'],
])('tells of %s in words', async (_what, answer, words) => {
  answerWith(answer);
  const error = await ask().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError).message).toContain(words);
});

it('lets an abort pass as what it is', async () => {
  const controller = new AbortController();
  controller.abort();
  answerWith(() => Promise.reject(new DOMException('aborted', 'AbortError')));
  await expect(ask(controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
