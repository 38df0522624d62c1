import type { Locator, Page } from '@playwright/test';
import { test as base, expect } from '../test';
import type { Kind } from './kinds';
import { type PeopleRegistry, startPeopleRegistry } from './registry';

export { expect };

/** Where an action is done: who is signed in, in which browser, and what was pushed for it alone. */
export interface Stage {
  page: Page;
  registry: PeopleRegistry;
  kind: Kind;
  /** Of this action alone, in the namespace of the developers: `v1` and `v2` of one image each, `latest` as `v2`. */
  repository: string;
  /** The same, as it stands in an address. */
  segment: string;
  digests: Record<string, string>;
  /** A developer whom no other test knows. */
  other: string;
  /** Who is signed in, where that is for this action alone. */
  me: string;
  /** Asks the API as the person whose browser this is, as its own page would. @returns the status */
  ask: (method: string, path: string, json?: unknown) => Promise<number>;
}

/** How an action is done by hand, and how it is asked for without the dashboard. */
export interface Steps {
  /** Makes what it needs. @returns where it is done */
  at: (stage: Stage) => string | Promise<string>;
  /** What everybody sees who may read the page, once it is there. */
  shows: (stage: Stage) => Locator;
  /** Brings the control into sight, for who is offered it and who is not. */
  reach?: (stage: Stage) => Promise<void>;
  /** What it begins with. */
  control: (stage: Stage) => Locator;
  /** Does it, and looks at what came of it: in the registry, not in what the page says of it. */
  does: (stage: Stage) => Promise<void>;
  /** The request behind it below `/api/v1`, as who is not offered it might send it all the same. */
  asks?: (stage: Stage) => Promise<[path: string, json?: unknown]> | [path: string, json?: unknown];
  /** Whether it ends or changes sessions: then somebody signs in for it alone. */
  isOwn?: true;
}

/** Opens a page, and waits until its script has taken over what came from the server: before that, a click does nothing. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForFunction(() =>
    [...document.querySelectorAll('main button, main input, main a, header button')].every((element) =>
      Object.keys(element).some((key) => key.startsWith('__react')),
    ),
  );
}

/** Waits until what may have come into the page after the rest of it does something when it is pressed. */
export async function expectLive(control: Locator): Promise<void> {
  await expect
    .poll(() => control.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__react'))))
    .toBe(true);
}

interface Fixtures {
  kind: Kind;
  stage: Stage;
}

/** Tests in which somebody is signed in: `test.use({ kind })` says who. */
export const test = base.extend<Fixtures, { registry: PeopleRegistry }>({
  kind: ['administrator', { option: true }],
  registry: [
    async ({ browser }, use) => {
      // Slow enough that a run over large content can be ended by hand.
      const registry = await startPeopleRegistry(browser, { CYBERDOCK_MAINTENANCE_DISK_RATE: '512KiB' });
      await use(registry);
      await registry.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ registry }, use) => use(registry.url),
  storageState: async ({ registry, kind }, use) => use(await registry.stateOf(kind)),
  stage: async ({ page, registry, kind }, use) => {
    const repository = registry.newName('team/app');
    const digests = await registry.push(repository, { v1: 'one', v2: 'two', latest: 'two' });
    const ask = async (method: string, path: string, json?: unknown) => {
      const headers = { Origin: registry.url };
      return (await page.request.fetch(`/api/v1${path}`, { method, headers, data: json })).status();
    };
    await use({
      page,
      registry,
      kind,
      repository,
      segment: repository.replaceAll('/', '~'),
      digests,
      other: registry.newPerson('developer'),
      me: '',
      ask,
    });
    await page.goto('about:blank');
  },
});
