import { expect, test } from 'vitest';
import { holdAllReads, holdReads, whileHeld } from './held-reads';

const path = '/api/v1/repositories/team~app';
const never = new AbortController().signal;

/** Whether it is waited for a path. */
async function isHeld(asked: string): Promise<boolean> {
  const soon = new Promise<true>((resolve) => setImmediate(() => resolve(true)));
  return await Promise.race([whileHeld(asked, never).then(() => false), soon]);
}

test.each([
  [path, true],
  [`${path}/tags`, true],
  [`${path}?q=a`, true],
  [`${path}-two/tags`, false],
  ['/api/v1/repositories', false],
])('of a repository that is held, %s waits: %s', async (asked, waits) => {
  const release = holdReads(path);
  expect(await isHeld(asked)).toBe(waits);
  release();
  expect(await isHeld(asked)).toBe(false);
});

test('everything waits where a session is about to end', async () => {
  const release = holdAllReads();
  expect(await isHeld(`${path}/tags`)).toBe(true);
  expect(await isHeld('/api/v1/sessions')).toBe(true);
  release();
  expect(await isHeld('/api/v1/sessions')).toBe(false);
});

test('what waits goes on when it is let go', async () => {
  const release = holdReads(path);
  const read = whileHeld(`${path}/tags`, never);
  release();
  await expect(read).resolves.toBeUndefined();
});

test('what waits ends when nobody wants it any more', async () => {
  const release = holdReads(path);
  const controller = new AbortController();
  const read = whileHeld(`${path}/tags`, controller.signal);
  controller.abort(new Error('left'));
  await expect(read).rejects.toThrow('left');
  release();
});
