import type { FileChange } from '../files/file-kinds';

/** What an address shows of the files in which two images differ. */
export interface ShownFiles {
  /** Those that were changed so; absent while nobody asked for them, for their layers may be large. */
  files: FileChange | 'all' | undefined;
  /** Only paths that contain this. */
  q: string;
}

/** As long as a text that is searched for can be. */
export const comparedSearchLengthMax = 500;

const nothing: ShownFiles = { files: undefined, q: '' };
// Not those of the contract: an address is made where that is not loaded.
const kinds: readonly ShownFiles['files'][] = ['all', 'added', 'removed', 'changed', 'metadata'];

/** What may stand in a query as it is, so that people can read and write an address (RFC 3986, section 3.4). */
const readable = /%(?:2F|3A|40)/g;

/** The page that compares two manifests. @param a a reference as in `ImageReference`, as `b` */
export function comparePath(a: string, b: string, platform?: string, { files, q } = nothing): string {
  const query = new URLSearchParams({ a, b });
  if (platform) query.set('platform', platform);
  if (files) query.set('files', files);
  if (files && q) query.set('q', q);
  return `/compare?${query.toString().replace(readable, decodeURIComponent)}`;
}

/** What an address asks to see of the files; what can not be asked for is left out. */
export function readShownFiles({ files, q }: Record<string, unknown>): ShownFiles {
  const asked = kinds.find((kind) => kind === files);
  const isSearched = asked !== undefined && typeof q === 'string' && q.length <= comparedSearchLengthMax;
  return { files: asked, q: isSearched ? q : '' };
}
