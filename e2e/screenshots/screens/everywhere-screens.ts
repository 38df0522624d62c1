import type { Screen } from '../screen';

/** What opens over every page, and the page of no address. */
export const everywhereScreens: readonly Screen[] = [
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
  { name: 'no-such-page', registry: 'company', path: () => '/no/such/page' },
];
