import type { SearchStepQuery } from '@/lib/storage/listing/search-index';
import { readLabelSearch } from './read-label-search';

/** More words than these say nothing more. */
const wordsMax = 8;
/** A shorter beginning of a digest is one of too many. */
const digestText = /^(?:(sha256|sha512):)?([0-9a-f]{8,128})$/i;
const tagText = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const nameText = /^[a-z0-9._/-]+$/;

/**
 * What a text looks for. `nginx`: repositories with it in their name, and tags that begin so. `nginx 1.2` and
 * `nginx:1.2`: such tags of such repositories. `sha256:…`, or eight digits of one or more: manifests. A whole reference
 * is all of that. `label:key=value`, also after words of a name: tags whose images have it. What no name can have looks for
 * nothing.
 */
export function readSearch(text: string): SearchStepQuery {
  const labelled = readLabelSearch(text);
  if (labelled) {
    const words = wordsOf(labelled.name);
    return words.every((word) => nameText.test(word)) ? { labelled: { words, label: labelled.label } } : {};
  }
  const [written = '', pinned] = text.trim().split('@', 2);
  const digest = digestText.exec(pinned ?? written);
  const prefix = digest && `${digest[1]?.toLowerCase() ?? 'sha256'}:${digest[2]?.toLowerCase()}`;
  if (pinned === undefined && digest?.[1]) return { manifests: { words: [], prefix: prefix ?? '' } };
  const { words, tag } = readReference(written);
  const mayMatch = words.every((word) => nameText.test(word));
  const names = mayMatch && words.length > 0 ? { words } : undefined;
  const manifests =
    prefix === null || !mayMatch ? undefined : { words: pinned === undefined ? [] : words, prefix };
  return { names, tags: tag && readTag(tag), manifests };
}

/** The words of a name, and the beginning of a tag with the words of where it is. */
function readReference(text: string): { words: string[]; tag: Tagged | undefined } {
  const colon = text.lastIndexOf(':');
  if (colon > text.lastIndexOf('/')) {
    const words = wordsOf(text.slice(0, colon));
    const prefix = text.slice(colon + 1);
    // Every tag of everything is no search.
    return { words, tag: words.length > 0 || prefix !== '' ? { words, prefix } : undefined };
  }
  const words = wordsOf(text);
  const prefix = text.split(/\s+/).at(-1) ?? '';
  return { words, tag: prefix === '' ? undefined : { words: words.slice(0, -1), prefix } };
}

interface Tagged {
  words: string[];
  prefix: string;
}

function readTag({ words, prefix }: Tagged): Tagged | undefined {
  if (prefix !== '' && !tagText.test(prefix)) return undefined;
  return words.every((word) => nameText.test(word)) ? { words, prefix } : undefined;
}

/** Names of repositories have no capitals. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return [...new Set(words)].slice(0, wordsMax);
}
