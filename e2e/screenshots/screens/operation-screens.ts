import type { Screen } from '../screen';
import { pressing } from '../steps';

/** How the registry does, what happened in it, and how it is set up. */
export const operationScreens: readonly Screen[] = [
  ...['health', 'audit', 'settings', 'settings/doctor'].map(
    (page): Screen => ({ name: page.replaceAll('/', '-'), registry: 'company', path: () => `/${page}` }),
  ),
  {
    name: 'settings-address',
    registry: 'company',
    path: () => '/settings',
    before: async (page) => {
      await pressing('Test the address')(page);
      await page.getByRole('list', { name: 'What was found' }).waitFor();
    },
  },
];
