import { expect, type Page } from '@playwright/test';
import { openLate } from '../open-late';
import type { Shown } from './fill';

/** Which registry a screen is taken of. */
export type Registry = 'company' | 'empty' | 'many';

/** One screen in one state. */
export interface Screen {
  name: string;
  registry: Registry;
  path: (shown: Shown) => string;
  /** Who looks; the administrator when absent. */
  as?: 'nobody';
  /** What to do before the picture is taken. */
  before?: (page: Page, shown: Shown) => Promise<void>;
}

/** `platform/api` as it stands in the path of a page. */
const segment = (repository: string) => repository.replaceAll('/', '~');

/** Opens a page as it comes when its answers took the server too long, with an API that fails. */
const failing = (path: (shown: Shown) => string) => async (page: Page, shown: Shown) => {
  await page.route('**/api/v1/**', (route) =>
    route.fulfill({
      status: 500,
      json: {
        error: {
          message: 'The registry could not read its content; its log has the cause.',
          requestId: '9f1c6f0e-5a57-4f0b-9d6a-1f0a7b6c2d3e',
        },
      },
    }),
  );
  await openLate(page, page.url(), path(shown));
  await page.locator('main').getByRole('alert').first().waitFor();
};

/** The same with an API that does not answer yet. */
const waiting = (path: (shown: Shown) => string) => async (page: Page, shown: Shown) => {
  await page.route('**/api/v1/**', () => undefined);
  const to = path(shown);
  await openLate(page, page.url(), to);
  await page.waitForURL(`**${to}`);
  await page
    .getByRole('main')
    .getByRole('status', { name: /^Loading/ })
    .first()
    .waitFor();
};

/** Presses a button of the page, or its line in the menu that has it on narrow screens. */
const pressing = (name: string | RegExp) => async (page: Page) => {
  const main = page.getByRole('main');
  const button = main.getByRole('button', { name }).first();
  const more = main.getByRole('button', { name: 'More', exact: true });
  await button.or(more).first().waitFor();
  if (await button.isVisible()) return await button.click();
  await more.click();
  await page.getByRole('menuitem', { name }).click();
};

const asking = (name: string | RegExp) => async (page: Page) => {
  await pressing(name)(page);
  await page.getByRole('dialog').waitFor();
  await expect(page.getByRole('dialog').getByRole('status', { name: /^Loading/ })).toHaveCount(0);
};

const tags = ({ repository }: Shown) => `/r/${segment(repository)}/tags`;
const image = ({ repository, image: digest }: Shown) => `/r/${segment(repository)}/m/${digest}/overview`;

/** Screens without what the server reads for them. */
const late = {
  repositories: () => '/',
  tags,
  image,
  history: ({ repository }: Shown) => `/r/${segment(repository)}/history`,
  usage: ({ repository }: Shown) => `/r/${segment(repository)}/usage`,
  storage: () => '/storage',
  trash: () => '/trash',
  health: () => '/health',
  'access-users': () => '/access/users',
  audit: () => '/audit',
  settings: () => '/settings',
};

/** Every screen of the dashboard, in the states that look different. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', registry: 'company', as: 'nobody', path: () => '/sign-in' },
  { name: 'repositories', registry: 'company', path: () => '/' },
  { name: 'repositories-by-size', registry: 'company', path: () => '/?sort=-size' },
  { name: 'repositories-tree', registry: 'company', path: () => '/?view=tree&open=platform,data' },
  { name: 'repositories-tree-many', registry: 'many', path: () => '/?view=tree' },
  { name: 'repositories-empty', registry: 'empty', path: () => '/' },
  { name: 'repositories-many', registry: 'many', path: () => '/' },
  { name: 'repositories-no-match', registry: 'company', path: () => '/?q=nothing-is-called-so' },
  ...Object.entries(late).flatMap(([name, path]): Screen[] => [
    { name: `${name}-error`, registry: 'company', path: () => '/account', before: failing(path) },
    { name: `${name}-loading`, registry: 'company', path: () => '/account', before: waiting(path) },
  ]),
  { name: 'tags', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/tags` },
  { name: 'tags-many', registry: 'many', path: () => '/r/ci~builds/tags' },
  { name: 'history', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/history` },
  { name: 'usage', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/usage` },
  { name: 'policy', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/policy` },
  { name: 'tag', registry: 'company', path: ({ repository, tag }) => `/r/${segment(repository)}/t/${tag}` },
  ...['overview', 'layers', 'files', 'config', 'referrers', 'raw'].map(
    (tab): Screen => ({
      name: `image-${tab}`,
      registry: 'company',
      path: ({ repository, image }) => `/r/${segment(repository)}/m/${image}/${tab}`,
    }),
  ),
  {
    name: 'image-file',
    registry: 'company',
    path: ({ repository, image }) => `/r/${segment(repository)}/m/${image}/files?path=etc`,
    before: async (page) => {
      await page.getByRole('treegrid').getByRole('link', { name: 'os-release', exact: true }).click();
      await page.getByRole('region', { name: 'Content of os-release' }).waitFor();
    },
  },
  {
    name: 'index',
    registry: 'company',
    path: ({ repository, index }) => `/r/${segment(repository)}/m/${index}/overview`,
  },
  ...(['sbom', 'provenance', 'signature'] as const).map(
    (name): Screen => ({
      name: `artifact-${name}`,
      registry: 'company',
      path: (shown) => `/r/${segment(shown.repository)}/m/${shown[name]}/content`,
    }),
  ),
  {
    name: 'artifact-chart',
    registry: 'company',
    path: ({ chart }) => `/r/charts~ingress/m/${chart}/content`,
  },
  {
    name: 'compare',
    registry: 'company',
    path: ({ repository, image, olderImage }) =>
      `/compare?a=${repository}@${olderImage}&b=${repository}@${image}`,
  },
  {
    name: 'compare-indexes',
    registry: 'company',
    path: ({ repository }) => `/compare?a=${repository}:1.10.0&b=${repository}:latest`,
  },
  { name: 'compare-form', registry: 'company', path: () => '/compare' },
  { name: 'repository-gone', registry: 'company', path: () => '/r/nobody~pushed-this' },
  ...[
    'storage',
    'storage/retention',
    'trash',
    'health',
    'access/users',
    'access/groups',
    'access/tokens',
    'access/rules',
    'access/quotas',
    'audit',
    'settings',
    'settings/doctor',
  ].map((page): Screen => ({ name: page.replaceAll('/', '-'), registry: 'company', path: () => `/${page}` })),
  {
    name: 'retention-draft',
    registry: 'company',
    path: () => '/storage/retention/draft?repositories=**&tags=*&keepLast=1&keepTags=latest',
  },
  {
    name: 'retention-plan',
    registry: 'company',
    path: () => '/storage/retention',
    before: async (page) => {
      const plan = page.getByRole('button', { name: 'Plan a run' });
      if (!(await plan.isVisible())) return; // No policies: nothing to plan.
      await plan.click();
      await page.getByText('Done', { exact: true }).waitFor();
    },
  },
  {
    name: 'store',
    registry: 'company',
    path: () => '/storage/blobs',
    before: async (page) => {
      // The first look comes to a page on which nobody has looked.
      const plan = page.getByRole('button', { name: 'Plan a collection' });
      if (await page.getByRole('heading', { name: 'Nobody has looked yet' }).isVisible()) {
        await plan.click();
        await page.getByRole('link', { name: 'See all that is in the store' }).click();
      }
      await page.getByRole('table', { name: 'Things in the store' }).waitFor();
    },
  },
  {
    name: 'palette',
    registry: 'company',
    path: () => '/',
    before: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search' }).fill('api');
      await page.getByRole('group', { name: /^Repositories/ }).waitFor();
    },
  },
  {
    name: 'shortcuts',
    registry: 'company',
    path: () => '/',
    before: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
  },
  {
    name: 'navigation',
    registry: 'company',
    path: () => '/',
    before: async (page) => {
      const button = page.getByRole('button', { name: 'Navigation' });
      if (await button.isVisible()) await button.click();
    },
  },
  {
    name: 'push',
    registry: 'company',
    path: () => '/',
    before: async (page) => {
      await pressing('Push an image')(page);
      await page.getByText('docker push').waitFor();
    },
  },
  { name: 'tag-facts', registry: 'company', path: tags, before: asking('More of latest') },
  { name: 'delete-repository', registry: 'company', path: tags, before: asking('Delete repository') },
  {
    name: 'tags-selected',
    registry: 'company',
    path: tags,
    before: async (page) => {
      await page.getByRole('checkbox', { name: 'Select latest' }).check();
      await page.locator('[data-bulk-bar]').waitFor();
    },
  },
  { name: 'tags-no-match', registry: 'company', path: (shown) => `${tags(shown)}?q=nothing` },
  {
    name: 'image-actions',
    registry: 'company',
    path: ({ repository, tag }) => `/r/${segment(repository)}/t/${tag}`,
    before: async (page) => {
      const more = page.getByRole('main').getByRole('button', { name: 'More', exact: true });
      if (await more.isVisible()) await more.click();
    },
  },
  { name: 'retag', registry: 'company', path: image, before: asking('Point a tag here') },
  { name: 'pull', registry: 'company', path: image, before: asking(/^Pull/) },
  { name: 'delete-manifest', registry: 'company', path: image, before: asking('Delete manifest') },
  { name: 'compare-with', registry: 'company', path: image, before: asking('Compare with…') },
  {
    name: 'tag-gone',
    registry: 'company',
    path: ({ repository }) => `/r/${segment(repository)}/t/1.9.0`,
  },
  {
    name: 'index-of-many',
    registry: 'company',
    path: () => '/r/tools~everywhere/t/latest',
  },
  { name: 'index-nested', registry: 'company', path: () => '/r/tools~everywhere/t/nested' },
  {
    name: 'new-account',
    registry: 'company',
    path: () => '/access/users',
    before: pressing('Make an account'),
  },
  { name: 'access-user', registry: 'company', path: () => '/access/users/ben' },
  { name: 'new-rule', registry: 'company', path: () => '/access/rules', before: pressing('Add a rule') },
  {
    name: 'edit-rule',
    registry: 'company',
    path: () => '/access/rules',
    before: async (page) => {
      await page.getByRole('button', { name: 'Add a rule' }).click();
      await page.getByLabel('Whom').fill('group:developers');
      await page.getByLabel('In which repositories').fill('platform/**');
      await page.getByRole('button', { name: 'Add rule' }).click();
      await page
        .getByRole('button', { name: /^Edit rule/ })
        .first()
        .click();
    },
  },
  {
    name: 'unsaved',
    registry: 'company',
    path: () => '/access/rules',
    before: async (page) => {
      await page.getByRole('button', { name: 'Add a rule' }).click();
      await page.getByLabel('Whom').fill('group:developers');
      await page.getByRole('main').getByRole('link', { name: 'Groups' }).click();
      await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    },
  },
  {
    name: 'rotated-token',
    registry: 'company',
    path: () => '/account',
    before: async (page) => {
      await page.getByRole('button', { name: 'Make a token' }).click();
      await page.getByLabel('What it is for').fill('laptop');
      await page.getByRole('button', { name: 'Make token' }).click();
      await page.getByRole('button', { name: 'Rotate token laptop' }).first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'settings-address',
    registry: 'company',
    path: () => '/settings',
    before: async (page) => {
      await pressing('Test the address')(page);
      await page.getByRole('list', { name: 'What was found' }).waitFor();
    },
  },
  { name: 'repositories-starred', registry: 'company', path: () => '/?starred=1' },
  { name: 'new-token', registry: 'company', path: () => '/access/tokens', before: pressing('Make a token') },
  { name: 'purge', registry: 'company', path: () => '/trash', before: asking(/^Purge/) },
  { name: 'empty-trash', registry: 'company', path: () => '/trash', before: asking('Empty the trash') },
  {
    name: 'job',
    registry: 'company',
    path: () => '/storage',
    before: async (page) => {
      await page.getByRole('button', { name: 'Plan a collection' }).click();
      await page.waitForURL('**/jobs/*');
      await page.getByText('Done', { exact: true }).first().waitFor();
    },
  },
  { name: 'storage-days', registry: 'company', path: () => '/storage?days=90' },
  { name: 'trash-empty', registry: 'empty', path: () => '/trash' },
  ...['storage', 'storage/blobs', 'storage/retention', 'access/groups', 'access/tokens', 'access/rules'].map(
    (page): Screen => ({
      name: `${page.replaceAll('/', '-')}-empty`,
      registry: 'empty',
      path: () => `/${page}`,
    }),
  ),
  { name: 'account', registry: 'company', path: () => '/account' },
  { name: 'no-such-page', registry: 'company', path: () => '/no/such/page' },
];
