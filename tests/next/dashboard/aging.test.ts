import path from 'node:path';
import { expect, test } from 'vitest';
import { Database } from '../../../lib/database/database';
import type { SessionTable } from '../../../lib/database/tables/access';
import type { DashboardClient } from '../../harness/dashboard-client';
import { password, startGuardedServer } from './fixture';

// What time does to a session, over a real server: its row is made older than it is.

const guarded = startGuardedServer();
const hourMs = 3_600_000;

/** Moves the times of a session back, as if it had begun earlier. */
function age({ cookie }: DashboardClient, change: Partial<SessionTable>): void {
  const id = cookie?.split('_')[1] ?? '';
  const { database } = Database.open(path.join(guarded.current.cyberdock.root, 'cyberdock.db'));
  database.run(database.query.updateTable('session').set(change).where('id', '=', id));
  database.close();
}

const status = async (browser: DashboardClient) => (await browser.ask('/api/v1/repositories')).status;

test('the cookie changes after an hour, by an answer of the API alone, and signs no tab out', async () => {
  const tab = await guarded.current.browser().signIn('alice', password);
  const other = guarded.current.browser();
  const first = tab.cookie;
  other.cookie = first;
  expect(await status(tab)).toBe(200);
  expect(tab.cookie).toBe(first);
  const rotatedAtMs = Date.now() - 2 * hourMs;
  age(tab, { rotated_at_ms: rotatedAtMs });
  expect((await tab.ask('/')).status).toBe(200);
  expect(tab.cookie).toBe(first);
  // Many at once: one of them brings the new one.
  const answers = await Promise.all(Array.from({ length: 10 }, () => tab.ask('/api/v1/repositories')));
  expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
  const set = answers.flatMap(({ headers }) => headers['set-cookie'] ?? []);
  expect(set).toHaveLength(1);
  expect(set[0]).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  expect(tab.cookie).not.toBe(first);
  expect(await status(other)).toBe(200);
  // A minute after it was seen, the old one has ended.
  expect(await status(tab)).toBe(200);
  age(tab, { rotated_at_ms: Date.now() - hourMs / 2 });
  expect(await status(tab)).toBe(200);
  expect(await status(other)).toBe(401);
});

test('a session ends when it was not used for long, and at the latest when its time is over', async () => {
  for (const change of [
    { seen_at_ms: Date.now() - 12 * hourMs, rotated_at_ms: Date.now() - 12 * hourMs },
    { created_at_ms: Date.now() - 7 * 24 * hourMs },
  ]) {
    const browser = await guarded.current.browser().signIn('alice', password);
    expect(await status(browser)).toBe(200);
    age(browser, change);
    expect(await status(browser)).toBe(401);
    expect((await browser.ask('/')).header('location')).toBe('/sign-in');
  }
});
