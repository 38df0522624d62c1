import type { Screen } from '../screen';
import { segment, tags } from '../shown-paths';
import { asking } from '../steps';

/** The tags of a repository, and one of them. */
export const tagScreens: readonly Screen[] = [
  { name: 'tags', registry: 'company', path: ({ repository }) => `/r/${segment(repository)}/tags` },
  { name: 'tags-many', registry: 'many', path: () => '/r/ci~builds/tags' },
  { name: 'tags-no-match', registry: 'company', path: (shown) => `${tags(shown)}?q=nothing` },
  {
    name: 'tags-selected',
    registry: 'company',
    path: tags,
    before: async (page) => {
      await page.getByRole('checkbox', { name: 'Select latest' }).check();
      await page.locator('[data-bulk-bar]').waitFor();
    },
  },
  { name: 'tag', registry: 'company', path: ({ repository, tag }) => `/r/${segment(repository)}/t/${tag}` },
  { name: 'tag-facts', registry: 'company', path: tags, before: asking('More of latest') },
  {
    name: 'tag-gone',
    registry: 'company',
    path: ({ repository }) => `/r/${segment(repository)}/t/1.9.0`,
  },
];
