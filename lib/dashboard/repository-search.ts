import type { RepositorySearch } from '@/lib/storage/figures/repository-figures';
import { readLabelSearch } from './search/read-label-search';

/** Fewer characters of a digest are those of too many. */
const digestForm = /^(?:(.*)@)?(sha(?:256|512):[0-9a-f]{8,128})$/;
const hostForm = /^[^/]*:\d+\//;
const tagForm = /^([^:]*):([^:/]+)$/;

/**
 * What a text in the search box looks for: a part of a name; a name and the beginning of a tag, `app:1.2`; the beginning
 * of a digest, or a name and that, `app@sha256:…`; a label or annotation, or a name and that, `app label:key=value`. A host before a name with a tag or digest, as in a pull command, is
 * left out when it has a port.
 */
export function readRepositorySearch(text: string): RepositorySearch {
  const labelled = readLabelSearch(text);
  if (labelled) return labelled;
  const [, holder = '', digest] = digestForm.exec(text) ?? [];
  if (digest !== undefined) return { name: holder.replace(hostForm, ''), digest };
  const named = text.replace(hostForm, '');
  const [, name = '', tag] = tagForm.exec(named) ?? [];
  if (tag !== undefined) return { name, tag };
  // Somebody who types `app:` is about to type a tag.
  return { name: named.endsWith(':') ? named.slice(0, -1) : named };
}
