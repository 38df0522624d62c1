import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { addAccounts, basic, SignedInClient } from '../tests/harness/accounts';
import { type CyberDock, startCyberDock } from '../tests/harness/cyberdock';
import { pushTags } from './push-tags';
import { test as base, expect } from './test';

export { expect };

export const password = 'correct horse battery';

/** What a page's script is refused is told in the console by the browser itself. */
export const fromTheBrowser = /Failed to load resource/;

interface Guarded extends CyberDock {
  /** Makes a user that no other test knows. @returns the name */
  newUser: () => string;
}

/** Tests of a registry that asks who is there. */
export const test = base.extend<object, { guarded: Guarded }>({
  guarded: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const root = await mkdtemp(path.join(tmpdir(), 'cyberdock-e2e-'));
      addAccounts(root, [
        { name: 'root', password, role: 'administrator' },
        { name: 'alice', password, groups: ['developers'] },
        { name: 'bob', password },
      ]);
      const cyberdock = await startCyberDock({
        root,
        env: {
          CYBERDOCK_AUTH_MODE: 'accounts',
          CYBERDOCK_STORAGE_FSYNC: 'false',
          CYBERDOCK_ACCESS_RULES: JSON.stringify([
            { subjects: ['group:developers'], repositories: ['team/**'], actions: ['pull', 'push'] },
          ]),
        },
      });
      const client = new SignedInClient(cyberdock.port, basic('root', password));
      for (const name of ['team/app', 'secret/thing']) await pushTags(client, name, { latest: name });
      client.close();
      let made = 0;
      await use({
        ...cyberdock,
        newUser: () => {
          const name = `user-${++made}`;
          addAccounts(root, [{ name, password, groups: ['developers'] }]);
          return name;
        },
      });
      await cyberdock.stop();
      await rm(root, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
});

/** Fills in the sign-in page, on which the browser is. */
export async function signIn(page: Page, name: string, pass = password): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(pass);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in without the page, as fast as can be. */
export async function enter(
  page: Page,
  url: string,
  name: string,
  headers: Record<string, string> = {},
): Promise<void> {
  const answer = await page.request.post(`${url}/api/v1/session`, {
    data: { name, password },
    headers: { Origin: url, ...headers },
  });
  expect(answer.status()).toBe(200);
}
