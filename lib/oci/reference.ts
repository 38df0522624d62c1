import { type Digest, parseDigest } from './digest';
import { Invalid } from './invalid';
import { quote } from './quote';

/** A tag: 1 to 128 ASCII letters, digits, `_`, `.` and `-`, not beginning with `.` or `-`. */
export type Tag = string & { readonly __brand: 'Tag' };

/** What a manifest is asked for by: a tag or a digest. */
export type Reference = { kind: 'tag'; tag: Tag } | { kind: 'digest'; digest: Digest };

const grammar = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** Parses a tag (distribution-spec, "Pulling manifests"). Throws `Invalid` TAG_INVALID. */
export function parseTag(text: string): Tag {
  if (isTag(text)) return text;
  throw new Invalid(
    'TAG_INVALID',
    `${quote(text)} is not a tag: use 1 to 128 letters, digits, '_', '.' and '-', and begin with a letter, a digit or '_'`,
  );
}

/** Whether the text is a tag. */
export function isTag(text: string): text is Tag {
  return grammar.test(text);
}

/**
 * Parses the `<reference>` of a manifest: with a colon it is a digest, for a tag cannot have one. Throws
 * `Invalid` DIGEST_INVALID or TAG_INVALID.
 */
export function parseReference(text: string): Reference {
  return text.includes(':')
    ? { kind: 'digest', digest: parseDigest(text) }
    : { kind: 'tag', tag: parseTag(text) };
}
