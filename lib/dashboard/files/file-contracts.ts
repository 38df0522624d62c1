// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { cutReasons, fileKinds, fileStates, unreadableReasons } from './file-kinds';

/** A layer, by its digest and its place from the bottom, the lowest is 1. */
const layerPlace = z.object({ digest: z.string(), position: z.int() });

/** What was counted in a layer. */
const layerIndex = z.object({
  /** Of the tar. */
  uncompressedBytes: z.int(),
  /** Of its regular files together. */
  fileBytes: z.int(),
  entries: z.int(),
  files: z.int(),
  folders: z.int(),
  links: z.int(),
  whiteouts: z.int(),
  /** Null when it was read to its end. */
  truncated: z.nullable(z.enum(cutReasons)),
  /** Bytes of its files that are not there in the end; null outside the merged view. */
  hiddenBytes: z.nullable(z.int()),
  /** Bytes of its files that were there with the same content below (only mode or owner changed); null likewise. */
  rewrittenBytes: z.nullable(z.int()),
});

const fileLayer = z.object({
  digest: z.string(),
  /** From the bottom, the lowest is 1. A layer that comes twice is listed twice. */
  position: z.int(),
  mediaType: z.string(),
  /** Compressed, as the manifest says it. */
  bytes: z.int(),
  /** Null as long as it was not read, or can not be. */
  index: z.nullable(layerIndex),
  /** Why it can not be read; null when it can, or when that is not known yet. */
  unreadable: z.nullable(z.enum(unreadableReasons)),
});

/** One row. */
const fileEntry = z.object({
  /** There once in an answer and the same in every answer: `{layer digest}:{entry}`, for a folder without one its path. */
  id: z.string(),
  /**
   * As text: a byte that is no UTF-8 is `\{ff}`, a character that would not be seen `\u{202e}`. For a whiteout, the name of
   * what it removes.
   */
  name: z.string(),
  /** From the root, without `/` before it; what to send as `path`. */
  path: z.string(),
  /** Whether something in `path` or `linkTarget` was written out so. */
  isEscaped: z.boolean(),
  /** Whether its path has `..` or nothing in it: it is shown and leads nowhere. */
  flagged: z.boolean(),
  kind: z.enum(fileKinds),
  /** Of a file; of a folder all that is below and there in the end; 0 for links. */
  bytes: z.int(),
  /** Of a folder: how many are below; null for others. */
  below: z.nullable(z.int()),
  /** Older copies under this path that are not there in the end; of a folder of all that is below. 0 in one layer. */
  hiddenBytes: z.int(),
  /** Permissions, set-uid and the like: 0o7777. Null for a folder that no entry tells of; so are the next ones. */
  mode: z.nullable(z.int()),
  uid: z.nullable(z.int()),
  gid: z.nullable(z.int()),
  /** Empty where the archive does not say. */
  owner: z.string(),
  group: z.string(),
  modifiedMs: z.nullable(z.number()),
  linkTarget: z.nullable(z.string()),
  /** Where a link leads within what is shown: a `path`. Null when it leads nowhere there. */
  linkPath: z.nullable(z.string()),
  /** `major:minor` of a device. */
  device: z.nullable(z.string()),
  /** Where it is from; null for a folder that no entry tells of. */
  layer: z.nullable(layerPlace),
  /** Its number in that layer, from 0. */
  entry: z.nullable(z.int()),
  /** Null for a folder that is as it was, and where the layers below could not be read. */
  state: z.nullable(z.enum(fileStates)),
  /** Of what is removed or was replaced: the layer that did it. */
  hiddenBy: z.nullable(layerPlace),
  /** Whether `…/files/content` and `…/files/download` give what is in it, by `layer` and `entry`. */
  isReadable: z.boolean(),
});

const common = {
  repository: z.string(),
  /** Of the manifest. */
  digest: z.string(),
  /** The layer that was asked for; null for all of them. */
  layer: z.nullable(z.string()),
  /** From the bottom up. */
  layers: z.array(fileLayer),
};

/** Answer of `GET …/manifests/{reference}/files`: what lies in a folder of an image, or how far reading it is. */
export const filesAnswer = z.discriminatedUnion('state', [
  z.object({
    ...common,
    state: z.literal('indexing'),
    /** The layer that is read now, or waits for its turn. */
    reading: z.object({
      ...layerPlace.shape,
      /** Whether others are read before it. */
      isWaiting: z.boolean(),
      /** Compressed, read so far and of how many. */
      bytesRead: z.int(),
      bytes: z.int(),
      entries: z.int(),
    }),
    /** How many of the layers that are needed were read, and of how many. */
    layersRead: z.int(),
    layersNeeded: z.int(),
  }),
  z.object({
    ...common,
    state: z.literal('unreadable'),
    reason: z.enum(unreadableReasons),
    /** The layer that it is about; null when it is the manifest. */
    at: z.nullable(layerPlace),
  }),
  z.object({
    ...common,
    state: z.literal('ready'),
    /** CyberDock's score, of all layers; null for one. Hidden bytes are those of files that are not there in the end. */
    efficiency: z.nullable(
      z.object({ hiddenBytes: z.int(), fileBytes: z.int(), /** From 0 to 1. */ score: z.number() }),
    ),
    /** Of the folder. */
    path: z.string(),
    /** From the root, which is left out, down to the folder itself. */
    parents: z.array(z.object({ name: z.string(), path: z.string() })),
    /** Whether there is such a folder. */
    isThere: z.boolean(),
    /** At most 200. */
    entries: z.array(fileEntry),
    /** How many there are on all pages. */
    total: z.int(),
    next: z.nullable(z.string()),
  }),
]);

/** Answer of `GET …/files/content`: a look into a file. */
export const fileContent = z.object({
  layer: z.string(),
  entry: z.int(),
  name: z.string(),
  path: z.string(),
  bytes: z.int(),
  form: z.enum(['text', 'binary']),
  /** What its first bytes say: `ELF`, `PNG`, `gzip`; null when they say nothing. */
  kind: z.nullable(z.string()),
  /** Its first MiB at most; null for what is no UTF-8 text. Whoever shows it writes out what would not be seen. */
  text: z.nullable(z.string()),
  /** The first 4 KiB at most in hexadecimal digits, without spaces; null for text. */
  hex: z.nullable(z.string()),
  /** Whether there is more of it. */
  isTruncated: z.boolean(),
});

export type FileLayer = z.output<typeof fileLayer>;
export type FileEntry = z.output<typeof fileEntry>;
export type FilesAnswer = z.output<typeof filesAnswer>;
export type FileContent = z.output<typeof fileContent>;
