const mebibyte = 1024 * 1024;

/** How much of everything a run has. */
export interface Sizes {
  layerBytes: number;
  images: number;
  imagesAtOnce: number;
  pullsAtOnce: number;
  /** Pulls of one round: a single pull of 1 GiB is over in half a second. */
  pullsPerRound: number;
  readConnections: number;
  readSeconds: number;
  repositories: number;
  tags: number;
  pageEntries: number;
  uploadsAtOnce: number;
  uploadBytes: number;
}

/** The sizes of the targets. */
export const fullSizes: Sizes = {
  layerBytes: 1024 * mebibyte,
  images: 200,
  imagesAtOnce: 8,
  pullsAtOnce: 8,
  pullsPerRound: 8,
  readConnections: 32,
  readSeconds: 5,
  repositories: 10_000,
  tags: 100_000,
  pageEntries: 100,
  uploadsAtOnce: 32,
  uploadBytes: 1024 * mebibyte,
};

/** Sizes for trying a change: the same scenarios in about a minute. The ratios say little. */
export const quickSizes: Sizes = {
  ...fullSizes,
  layerBytes: 128 * mebibyte,
  images: 40,
  readSeconds: 1,
  repositories: 1000,
  tags: 5000,
  uploadBytes: 32 * mebibyte,
};
