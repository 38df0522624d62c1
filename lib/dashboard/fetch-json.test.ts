import { afterEach, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { ApiError, fetchJson, sendJson } from './fetch-json';

const schema = z.object({ value: z.number() });
const loadsNot = () => Promise.reject(new Error('Failed to load chunk'));

function answerWith(answer: () => Promise<Response>) {
  const fetched = vi.fn(answer);
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

const ask = (signal = new AbortController().signal) => fetchJson('/api', async () => schema, signal);

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

it('tells what to do when the contract of an answer does not come', async () => {
  answerWith(async () => Response.json({ value: 1 }));
  const asked = fetchJson('/api', loadsNot, new AbortController().signal);
  await expect(asked).rejects.toBeInstanceOf(ApiError);
  await expect(asked).rejects.toThrow('A part of this page did not come.');
});

it('tells of a failure as the server does, though the contract does not come', async () => {
  answerWith(async () => Response.json({ error: { message: 'Why.', requestId: 'id' } }, { status: 500 }));
  await expect(fetchJson('/api', loadsNot, new AbortController().signal)).rejects.toThrow('Why.');
});

it('changes nothing whose answer could not be read', async () => {
  const fetched = answerWith(async () => Response.json({ value: 1 }));
  await expect(sendJson('POST', '/api', { answer: loadsNot })).rejects.toThrow('did not come');
  expect(fetched).not.toHaveBeenCalled();
  expect(await sendJson('POST', '/api', { answer: async () => schema })).toEqual({ value: 1 });
});

it('reads nothing of the answer to a change that none is asked of', async () => {
  answerWith(async () => Response.json({ value: 1 }));
  expect(await sendJson('DELETE', '/api')).toBeUndefined();
});
