import type { LabelSearch } from '@/lib/storage/labels/label-search';

const form = /^(?:(.*?)\s+)?(label|annotation):([^\s=]+)(?:=(.*))?$/s;

/**
 * A search for a label of an image's config, or for an annotation of a manifest or an index: `label:key` for any value,
 * `label:key=value` for that, `label:key=val*` for those that begin so. What stands before it is searched in names.
 * @returns undefined when the text is another search
 */
export function readLabelSearch(text: string): { name: string; label: LabelSearch } | undefined {
  const [, name = '', kind, key = '', written = ''] = form.exec(text.trim()) ?? [];
  if (kind !== 'label' && kind !== 'annotation') return undefined;
  // Somebody who has written `label:key=` is about to write the value.
  if (written === '') return { name, label: { kind, key } };
  const isPrefix = written.endsWith('*');
  const value = isPrefix ? written.slice(0, -1) : written;
  return { name, label: { kind, key, value, isPrefix } };
}
