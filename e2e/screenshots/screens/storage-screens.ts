import type { Screen } from '../screen';
import { asking } from '../steps';

/** What the registry holds and keeps, and what takes it away. */
export const storageScreens: readonly Screen[] = [
  ...['storage', 'storage/retention', 'trash'].map(
    (page): Screen => ({ name: page.replaceAll('/', '-'), registry: 'company', path: () => `/${page}` }),
  ),
  { name: 'storage-days', registry: 'company', path: () => '/storage?days=90' },
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
  { name: 'trash-empty', registry: 'empty', path: () => '/trash' },
  ...['storage', 'storage/blobs', 'storage/retention'].map(
    (page): Screen => ({
      name: `${page.replaceAll('/', '-')}-empty`,
      registry: 'empty',
      path: () => `/${page}`,
    }),
  ),
];
