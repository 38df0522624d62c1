import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { type CyberDock, startCyberDock } from '../tests/harness/cyberdock';
import { waitForScripts } from './live-pages';
import { pushTags } from './push-tags';

export { expect };

/** A tag of 128 characters, as long as a tag can be. */
export const longTag = `feature-${'the-quick-brown-fox-'.repeat(6)}`.slice(0, 124).padEnd(128, '0042');

/** A repository name of 255 characters, as long as a name can be. */
export const longRepository = `team/${'deeply-nested/'.repeat(20)}`
  .slice(0, 240)
  .replace(/[/-]+$/, '')
  .padEnd(255, 'x');

interface Fixtures {
  /** A registry that holds nothing, for this test alone. */
  empty: CyberDock;
  /**
   * What any page of the test complained of in the console, policy violations included, and what its scripts threw. Must
   * be empty at the end.
   */
  complaints: string[];
  /** Whatever page is opened has its scripts before the test goes on. */
  live: undefined;
}

interface WorkerFixtures {
  /** A registry with something in it. Tests only read it. */
  filled: CyberDock & { digests: Record<string, string> };
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  empty: async ({ page }, use) => {
    const cyberdock = await startCyberDock({ env: { CYBERDOCK_STORAGE_FSYNC: 'false' } });
    await use(cyberdock);
    // What a page asks by itself must not meet a server that has ended.
    await page.goto('about:blank');
    await cyberdock.stop();
  },
  filled: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const cyberdock = await startCyberDock({ env: { CYBERDOCK_STORAGE_FSYNC: 'false' } });
      const digests = await fill(cyberdock.port);
      await use({ ...cyberdock, digests });
      await cyberdock.stop();
    },
    { scope: 'worker' },
  ],
  live: [
    async ({ browser, context }, use) => {
      waitForScripts(context);
      browser.on('context', waitForScripts);
      await use(undefined);
      browser.off('context', waitForScripts);
    },
    { auto: true },
  ],
  complaints: [
    async ({ browser, context }, use) => {
      const complaints: string[] = [];
      const listen = (one: BrowserContext) => {
        one.on('console', (message) => {
          if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
        });
        one.on('weberror', (error) => complaints.push(String(error.error())));
      };
      listen(context);
      browser.on('context', listen);
      await use(complaints);
      browser.off('context', listen);
      expect(complaints, 'complaints in the console').toEqual([]);
    },
    { auto: true },
  ],
});

/** 120 repositories that page, and some that look different. */
async function fill(port: number): Promise<Record<string, string>> {
  const digests = await pushTags(port, 'library/nginx', {
    latest: 'newest',
    stable: 'older',
    '1.10': 'newest',
    '1.2': 'older',
  });
  await pushTags(port, longRepository, { [longTag]: 'long', latest: 'long' });
  await pushTags(
    port,
    'team/builds',
    Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`build-${1000 + index}`, 'build'])),
  );
  for (let index = 0; index < 120; index++) {
    await pushTags(port, `pages/service-${String(index).padStart(3, '0')}`, { latest: 'service' });
  }
  return digests;
}

/** The names in the list of repositories, from top to bottom. */
export async function repositoryNames(page: Page): Promise<(string | null)[]> {
  const links = page.getByRole('table', { name: 'Repositories' }).locator('[data-row-link]');
  return await links.allTextContents();
}

/** The row of a repository or a tag. */
export function row(page: Page, name: string) {
  return page.locator('[data-row]').filter({ hasText: name });
}
