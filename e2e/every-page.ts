import { expect, type Page } from '@playwright/test';
import { openLate } from './open-late';

/** What the pages are of. */
export interface Shown {
  url: string;
  /** The digest of `team/app:v1`, which is `team/app:latest` too. */
  digest: string;
  /** The digest of `team/app:v2`. */
  other: string;
  /** An index of the first, which is `team/app:all`. */
  index: string;
  /** A job that is done: the plan of a collection. */
  job: number;
  /** A job that is done: the plan of a run of retention, which lists tags. */
  plan: number;
}

/** A page, or something that opens on it. */
export interface Look {
  path: (shown: Shown) => string;
  /** What opens on it before it is looked at. */
  open?: (page: Page) => Promise<void>;
  /** Where the page leads by itself. */
  leadsTo?: (shown: Shown) => string;
  /** The status with which it is answered, when that is no success. */
  isMissing?: true;
}

const at = (path: string, open?: Look['open']): Look => ({ path: () => path, ...(open && { open }) });
const press = (name: string | RegExp) => async (page: Page) => {
  await page
    .locator('main')
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();
};
const pressFor = (name: string | RegExp) => async (page: Page) => {
  await press(name)(page);
  await expect(page.getByRole('dialog')).toBeVisible();
  // What it asks the server for is there.
  await expect(page.getByRole('dialog').getByRole('status', { name: /^Loading/ })).toHaveCount(0);
};
/** Without what the server reads with the page, and with an API that never answers. */
const loading =
  (path: string) =>
  async (page: Page): Promise<void> => {
    const { origin } = new URL(page.url());
    await page.route('**/api/v1/**', () => undefined);
    await openLate(page, `${origin}/account`, path);
    await expect(page.locator('main .skeleton, main [role=status]').first()).toBeAttached();
  };

/** What is looked at of each file of `app` that is a page; a page that has none is found by a test. */
export const everyPage: Readonly<Record<string, Readonly<Record<string, Look>>>> = {
  '(ui)/page.tsx': {
    'the list': at('/'),
    'the tree': at('/?view=tree&open=team'),
    'what is starred, which is nothing': at('/?starred=1'),
    'the commands to push': at('/', press('Push an image')),
    'the navigation of a narrow screen': at('/', async (page) => {
      await page.setViewportSize({ width: 800, height: 800 });
      await page.getByRole('button', { name: 'Navigation' }).click();
    }),
    'the palette': at('/', async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search' }).fill('app');
      await expect(page.getByRole('group', { name: /^Repositories/ })).toBeVisible();
    }),
    'the keyboard shortcuts': at('/', async (page) => {
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    }),
    'the account menu': at('/', async (page) => {
      await page.getByRole('button', { name: /^Account of/ }).click();
    }),
    'the list while it loads': at('/', loading('/')),
  },
  '(ui)/r/[repo]/page.tsx': {
    'a repository': { path: () => '/r/team~app', leadsTo: () => '/r/team~app/tags' },
    'a repository that is not there': { path: () => '/r/team~missing/tags', isMissing: true },
  },
  '(ui)/r/[repo]/tags/page.tsx': {
    'the tags': at('/r/team~app/tags'),
    'tags of which none matches': at('/r/team~app/tags?q=nothing'),
    'tags while they load': at('/r/team~app/tags', loading('/r/team~app/tags')),
    'the question before a repository is deleted': at('/r/team~app/tags', pressFor('Delete repository')),
    'what a tag is': at('/r/team~app/tags', pressFor('More of v1')),
    'the bar of what is selected': at('/r/team~app/tags', async (page) => {
      await page.getByRole('checkbox', { name: 'Select v1' }).check();
      await expect(page.locator('[data-bulk-bar]')).toBeVisible();
    }),
  },
  '(ui)/r/[repo]/history/page.tsx': {
    'the history': at('/r/team~app/history'),
    'the history of a tag': at('/r/team~app/history?tag=v1'),
    'the history while it loads': at('/r/team~app/history', loading('/r/team~app/history')),
  },
  '(ui)/r/[repo]/usage/page.tsx': { 'the usage': at('/r/team~app/usage') },
  '(ui)/r/[repo]/policy/page.tsx': { 'the policy': at('/r/team~app/policy') },
  '(ui)/r/[repo]/t/[tag]/page.tsx': {
    'a tag': at('/r/team~app/t/v1'),
    'a tag of an index': at('/r/team~app/t/all'),
    'a tag that is gone': { path: () => '/r/team~app/t/gone', isMissing: true },
    'the menu of a tag on a narrow screen': at('/r/team~app/t/v1', async (page) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await press('More')(page);
      await expect(page.getByRole('menu')).toBeVisible();
    }),
    'the form that points a tag': at('/r/team~app/t/v1', pressFor('Point a tag here')),
    'the question before a manifest is deleted': at('/r/team~app/t/v1', pressFor('Delete manifest')),
  },
  '(ui)/r/[repo]/m/[digest]/page.tsx': {
    'a manifest': {
      path: ({ digest }) => `/r/team~app/m/${digest}`,
      leadsTo: ({ digest }) => `/r/team~app/m/${digest}/overview`,
    },
  },
  '(ui)/r/[repo]/m/[digest]/[tab]/page.tsx': {
    'the platforms of an index': { path: ({ index }) => `/r/team~app/m/${index}/overview` },
    'the layers': { path: ({ digest }) => `/r/team~app/m/${digest}/layers` },
    'the files': { path: ({ digest }) => `/r/team~app/m/${digest}/files` },
    'the config': { path: ({ digest }) => `/r/team~app/m/${digest}/config` },
    'the referrers': { path: ({ digest }) => `/r/team~app/m/${digest}/referrers` },
    'the raw manifest': { path: ({ digest }) => `/r/team~app/m/${digest}/raw` },
    'a manifest that is not there': {
      path: () => `/r/team~app/m/sha256:${'0'.repeat(64)}/overview`,
      isMissing: true,
    },
    'the form that compares': {
      path: ({ digest }) => `/r/team~app/m/${digest}/overview`,
      open: press('Compare with…'),
    },
  },
  '(ui)/compare/page.tsx': {
    'the form of a comparison': at('/compare'),
    'a comparison': {
      path: () => '/compare?a=team/app:v1&b=team/app:v2',
      leadsTo: ({ digest, other }) => `/compare?a=team/app@${digest}&b=team/app@${other}`,
    },
    'a comparison of files that are not there': {
      path: ({ digest, other }) => `/compare?a=team/app@${digest}&b=team/app@${other}&files=all`,
    },
    'a comparison with nothing': { path: () => '/compare?a=team/app:v1&b=team/app:nothing', isMissing: true },
  },
  '(ui)/storage/page.tsx': {
    'the storage': at('/storage'),
    'the storage while it loads': at('/storage', loading('/storage')),
  },
  '(ui)/storage/blobs/page.tsx': { 'the store': at('/storage/blobs') },
  '(ui)/storage/retention/page.tsx': { 'the retention': at('/storage/retention') },
  '(ui)/storage/retention/draft/page.tsx': {
    'the draft of a policy': at('/storage/retention/draft?repositories=**&tags=*&keepLast=1'),
    'the question before a policy is saved': at(
      '/storage/retention/draft?repositories=**&tags=*&keepLast=1',
      pressFor('Save policy'),
    ),
    'the draft of nothing yet': at('/storage/retention/draft'),
  },
  '(ui)/jobs/[id]/page.tsx': {
    'a job': { path: ({ job }) => `/jobs/${job}` },
    'the plan of a run of retention': { path: ({ plan }) => `/jobs/${plan}` },
    'the question before a plan of retention is run': {
      path: ({ plan }) => `/jobs/${plan}`,
      open: pressFor('Run this plan'),
    },
    'a job that is not there': { path: () => '/jobs/999999', isMissing: true },
  },
  '(ui)/trash/page.tsx': {
    'the trash': at('/trash'),
    'the question before something is purged': at('/trash', pressFor(/^Purge/)),
    'the question before the trash is emptied': at('/trash', pressFor(/^Empty/)),
  },
  '(ui)/health/page.tsx': { 'the health': at('/health') },
  '(ui)/access/page.tsx': {
    'the access': { path: () => '/access', leadsTo: () => '/access/users' },
  },
  '(ui)/access/users/page.tsx': {
    'the users': at('/access/users'),
    'the form of an account': at('/access/users', press('Make an account')),
  },
  '(ui)/access/users/[user]/page.tsx': {
    'an account': at('/access/users/alice'),
    'the question before an account is disabled': at('/access/users/alice', pressFor('Disable')),
    'the question before an account is removed': at('/access/users/alice', pressFor(/^Remove( account)?$/)),
    'an account that is not there': { path: () => '/access/users/nobody', isMissing: true },
  },
  '(ui)/access/groups/page.tsx': { 'the groups': at('/access/groups') },
  '(ui)/access/tokens/page.tsx': {
    'the tokens': at('/access/tokens'),
    'the form of a token': at('/access/tokens', press('Make a token')),
  },
  '(ui)/access/rules/page.tsx': {
    'the rules': at('/access/rules'),
    'the form of a rule': at('/access/rules', press('Add a rule')),
  },
  '(ui)/access/quotas/page.tsx': {
    'the quotas': at('/access/quotas'),
    'the form of a quota': at('/access/quotas', press('Set a quota')),
  },
  '(ui)/audit/page.tsx': {
    'the audit trail': at('/audit'),
    'the audit trail while it loads': at('/audit', loading('/audit')),
  },
  '(ui)/settings/page.tsx': { 'the settings': at('/settings') },
  '(ui)/settings/doctor/page.tsx': { 'the doctor': at('/settings/doctor') },
  '(account)/account/page.tsx': { 'the own account': at('/account') },
  '(nothing)/[...nothing]/page.tsx': {
    'an address of nothing': { path: () => '/no/such/page', isMissing: true },
  },
  '(sign-in)/sign-in/page.tsx': {
    'who is signed in already': { path: () => '/sign-in', leadsTo: () => '/' },
  },
};
