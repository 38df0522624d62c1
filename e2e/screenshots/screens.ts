import type { Page } from '@playwright/test';
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
  before?: (page: Page) => Promise<void>;
}

/** `platform/api` as it stands in the path of a page. */
const segment = (repository: string) => repository.replaceAll('/', '~');

/** Answers what the page asks the API for with an error. */
const failing = (part: RegExp) => async (page: Page) => {
  await page.route(part, (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/json',
      headers: { 'X-Request-Id': '9f1c6f0e-5a57-4f0b-9d6a-1f0a7b6c2d3e' },
      body: JSON.stringify({ errors: [{ code: 'UNKNOWN', message: 'the disk answered with an error' }] }),
    }),
  );
  await page.reload();
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
  {
    name: 'repositories-error',
    registry: 'company',
    path: () => '/',
    before: failing(/\/api\/v1\/repositories/),
  },
  { name: 'tags', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/tags` },
  { name: 'tags-many', registry: 'many', path: () => '/r/ci~builds/tags' },
  { name: 'history', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/history` },
  { name: 'usage', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/usage` },
  { name: 'policy', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/policy` },
  { name: 'tag', registry: 'company', path: ({ repository, tag }) => `/r/${segment(repository)}/t/${tag}` },
  ...['overview', 'layers', 'config', 'referrers', 'raw'].map(
    (tab): Screen => ({
      name: `image-${tab}`,
      registry: 'company',
      path: ({ repository, image }) => `/r/${segment(repository)}/m/${image}/${tab}`,
    }),
  ),
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
    path: () => '/storage/retention/draft?repositories=**&tags=*&keepLast=3&keepVersions=%3E%3D1.0.0',
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
  { name: 'storage-days', registry: 'company', path: () => '/storage?days=90' },
  { name: 'trash-empty', registry: 'empty', path: () => '/trash' },
  { name: 'storage-empty', registry: 'empty', path: () => '/storage' },
  { name: 'account', registry: 'company', path: () => '/account' },
  { name: 'no-such-page', registry: 'company', path: () => '/no/such/page' },
];
