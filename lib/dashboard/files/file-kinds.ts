/** What an entry is; `whiteout` removes one of a layer below, `opaque` all that a folder had there. */
export const fileKinds = [
  'file',
  'folder',
  'symbolic-link',
  'hard-link',
  'character-device',
  'block-device',
  'fifo',
  'whiteout',
  'opaque',
  'other',
] as const;
export type FileKind = (typeof fileKinds)[number];

/** What became of a path in the layer that the entry is of, next to what is below that layer. */
export const fileStates = ['added', 'changed', 'removed'] as const;
export type FileState = (typeof fileStates)[number];

/** Why a layer was read no further: what is told of it is right, and not all. */
export const cutReasons = [
  'bytes',
  'ratio',
  'entries',
  'path',
  'header',
  'names',
  'window',
  'time',
  'memory',
  'checksum',
  'sparse',
  'damaged',
  'short',
] as const;
export type CutReason = (typeof cutReasons)[number];

/** Why nothing is told of files. */
export const unreadableReasons = [
  /** It is an index, or holds no layers. */
  'no-image',
  /** Neither a tar, nor one in gzip or zstd. */
  'media-type',
  'encrypted',
  'not-tar',
  /** The repository does not hold the blob, or holds it damaged. */
  'absent',
  /** It lies with somebody else, by its media type (nondistributable). */
  'foreign',
  /** All layers together have more files than are looked into. */
  'large',
] as const;
export type UnreadableReason = (typeof unreadableReasons)[number];

/** What may be different about a path that both images have. */
export const fileDifferences = ['kind', 'bytes', 'content', 'mode', 'owner', 'link'] as const;
export type FileDifference = (typeof fileDifferences)[number];

/** `metadata`: only mode or owner. */
export const fileChanges = ['added', 'removed', 'changed', 'metadata'] as const;
export type FileChange = (typeof fileChanges)[number];
