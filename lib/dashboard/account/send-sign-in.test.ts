import { afterEach, expect, it, vi } from 'vitest';
import { sendSignIn, sendSignOut } from './send-sign-in';

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['nothing when somebody is let in', () => Response.json({ viewer: {} }), undefined],
  [
    'the code and the wait',
    () =>
      Response.json(
        { error: { message: 'm', requestId: 'id', code: 'throttled', retryAfterS: 7 } },
        { status: 429 },
      ),
    { code: 'throttled', waitS: 7 },
  ],
  [
    'the request id of a failure',
    () => Response.json({ error: { message: 'm', requestId: 'id' } }, { status: 500 }),
    { code: 'failed', requestId: 'id' },
  ],
  ['a failure when a proxy answers', () => new Response('<h1>', { status: 502 }), { code: 'failed' }],
  [
    'a failure for JSON of another kind',
    () => Response.json({ error: 'x' }, { status: 400 }),
    { code: 'failed' },
  ],
  ['that nobody answers', () => Promise.reject(new TypeError('Failed to fetch')), { code: 'offline' }],
])('tells %s', async (_, answer, expected) => {
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => await answer()),
  );
  expect(await sendSignIn('alice', 'x')).toEqual(expected);
  await sendSignOut();
});
