import type { Screen } from '../screen';

/** Signing in, and the own account. */
export const accountScreens: readonly Screen[] = [
  { name: 'sign-in', registry: 'company', as: 'nobody', path: () => '/sign-in' },
  {
    name: 'rotated-token',
    registry: 'company',
    path: () => '/account',
    before: async (page) => {
      await page.getByRole('button', { name: 'Make a token' }).click();
      await page.getByLabel('What it is for').fill('laptop');
      await page.getByRole('button', { name: 'Make token' }).click();
      await page.getByRole('button', { name: 'Rotate token laptop' }).first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Rotate token' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    },
  },
  { name: 'account', registry: 'company', path: () => '/account' },
];
