import type { Screen } from '../screen';
import { image } from '../shown-paths';
import { pressing } from '../steps';

/** Two manifests beside each other, and the ways to that. */
export const compareScreens: readonly Screen[] = [
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
  {
    name: 'compare-with',
    registry: 'company',
    path: image,
    before: async (page) => {
      await pressing('Compare with…')(page);
      await page.getByRole('textbox', { name: 'Compare with' }).waitFor();
    },
  },
];
