import type { Screen } from '../screen';
import { pressing } from '../steps';

/** Who may do what. */
export const accessScreens: readonly Screen[] = [
  ...['access/users', 'access/groups', 'access/tokens', 'access/rules', 'access/quotas'].map(
    (page): Screen => ({ name: page.replaceAll('/', '-'), registry: 'company', path: () => `/${page}` }),
  ),
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
  { name: 'new-token', registry: 'company', path: () => '/access/tokens', before: pressing('Make a token') },
  ...['access/groups', 'access/tokens', 'access/rules'].map(
    (page): Screen => ({
      name: `${page.replaceAll('/', '-')}-empty`,
      registry: 'empty',
      path: () => `/${page}`,
    }),
  ),
];
