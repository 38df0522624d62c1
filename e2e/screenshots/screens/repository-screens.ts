import type { Screen } from '../screen';
import { segment, tags } from '../shown-paths';
import { asking, pressing } from '../steps';

/** The list of repositories, and the pages of one besides those of its tags. */
export const repositoryScreens: readonly Screen[] = [
  { name: 'repositories', registry: 'company', path: () => '/' },
  { name: 'repositories-by-size', registry: 'company', path: () => '/?sort=-size' },
  { name: 'repositories-tree', registry: 'company', path: () => '/?view=tree&open=platform,data' },
  { name: 'repositories-tree-many', registry: 'many', path: () => '/?view=tree' },
  { name: 'repositories-empty', registry: 'empty', path: () => '/' },
  { name: 'repositories-many', registry: 'many', path: () => '/' },
  { name: 'repositories-no-match', registry: 'company', path: () => '/?q=nothing-is-called-so' },
  { name: 'repositories-starred', registry: 'company', path: () => '/?starred=1' },
  {
    name: 'push',
    registry: 'company',
    path: () => '/',
    before: async (page) => {
      await pressing('Push an image')(page);
      await page.getByText('docker push').waitFor();
    },
  },
  { name: 'history', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/history` },
  { name: 'usage', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/usage` },
  { name: 'policy', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/policy` },
  { name: 'repository-gone', registry: 'company', path: () => '/r/nobody~pushed-this' },
  { name: 'delete-repository', registry: 'company', path: tags, before: asking('Delete repository') },
];
