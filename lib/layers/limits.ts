const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;
const gibibyte = 1024 * mebibyte;

/** How far a layer is read. Whoever pushes can make a small one that unpacks to terabytes. */
export interface ScanLimits {
  unpackedBytesMax: number;
  /** How many times larger it may get, once it is larger than `ratioFromBytes`. */
  ratioMax: number;
  ratioFromBytes: number;
  entriesMax: number;
  /** Of a path, or the target of a link. */
  pathBytesMax: number;
  /** Of a header that holds the long name or the attributes (PAX) of the entry after it. */
  headerBytesMax: number;
  /** Of all names and targets of links together. */
  namesBytesMax: number;
  /** Of files and folders, also those that no entry tells of: a path may name a thousand folders. */
  nodesMax: number;
  /** Of zstd: how far back it may look. */
  windowBytesMax: number;
  /** How long the thread may work at it. */
  workMsMax: number;
}

/** A layer that goes beyond one of these is told of as far as it was read. */
export const scanLimits: ScanLimits = {
  unpackedBytesMax: 16 * gibibyte,
  ratioMax: 200,
  ratioFromBytes: 64 * mebibyte,
  entriesMax: 1_000_000,
  pathBytesMax: 4 * kibibyte,
  headerBytesMax: mebibyte,
  namesBytesMax: 64 * mebibyte,
  nodesMax: 1_100_000,
  windowBytesMax: 128 * mebibyte,
  workMsMax: 120_000,
};

/** What the thread keeps: of layers in bytes, of merged file systems in files and folders; those asked for last. */
export const keptIndexBytesMax = 256 * mebibyte;
export const keptNodesMax = 2_000_000;
/** Of one merged file system; with more it is not shown. */
export const viewNodesMax = 1_250_000;
/** Steps along paths that merging one may take. */
export const viewStepsMax = 100_000_000;
/** Of JavaScript's own objects in the thread. */
export const threadHeapMib = 1_024;

/** Of one page of a list. */
export const pageRowsMax = 200;
/** How many symbolic links are followed, one after the other, as Linux does. */
export const linksMax = 40;

/** What is shown of a file: of text, and of anything else. */
export const textBytesMax = mebibyte;
export const hexBytesMax = 4 * kibibyte;

/** Layers that wait to be read, and reads of single files at a time. */
export const waitingMax = 200;
export const readsMax = 4;
/** Questions about layers that were read, which the thread answers one after the other. */
export const questionsMax = 64;
/** Nobody asking for so long ends the reading of a layer. */
export const forsakenMs = 15_000;
/** Without any question for so long, the thread ends and what it knows is forgotten. */
export const idleMs = 10 * 60_000;
