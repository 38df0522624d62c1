// The small form of zod: the palette loads this contract.
import * as z from 'zod/mini';
import { searchTextMax } from './search-text-max';

/** Query of `GET /api/v1/search`. */
export const searchQuery = z.object({
  /** Words of a repository's name, the beginning of a tag, `repository:tag`, or a digest or its beginning. */
  q: z._default(z.string().check(z.maxLength(searchTextMax)), ''),
});

const tagFound = z.object({ repository: z.string(), name: z.string(), digest: z.string() });
const manifestFound = z.object({ repository: z.string(), digest: z.string() });

/** Answer of `GET /api/v1/search`: the best of each kind, and whether there are more. */
export const searchAnswer = z.object({
  repositories: z.object({ found: z.array(z.string()), more: z.boolean() }),
  tags: z.object({ found: z.array(tagFound), more: z.boolean() }),
  manifests: z.object({ found: z.array(manifestFound), more: z.boolean() }),
});

export type SearchAnswer = z.output<typeof searchAnswer>;
