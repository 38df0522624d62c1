import type { Screen } from '../screen';
import { image, segment } from '../shown-paths';
import { asking } from '../steps';

/** The pages of images, indexes and other manifests, and what can be done there. */
export const imageScreens: readonly Screen[] = [
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
    name: 'image-actions',
    registry: 'company',
    path: ({ repository, tag }) => `/r/${segment(repository)}/t/${tag}`,
    before: async (page) => {
      const more = page.getByRole('main').getByRole('button', { name: 'More', exact: true });
      if (await more.isVisible()) await more.click();
    },
  },
  {
    name: 'index',
    registry: 'company',
    path: ({ repository, index }) => `/r/${segment(repository)}/m/${index}/overview`,
  },
  {
    name: 'index-of-many',
    registry: 'company',
    path: () => '/r/tools~everywhere/t/latest',
  },
  { name: 'index-nested', registry: 'company', path: () => '/r/tools~everywhere/t/nested' },
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
  { name: 'retag', registry: 'company', path: image, before: asking('Point a tag here') },
  { name: 'pull', registry: 'company', path: image, before: asking(/^Pull/) },
  { name: 'delete-manifest', registry: 'company', path: image, before: asking('Delete manifest') },
];
