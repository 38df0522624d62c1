import type { FilesAnswer } from './file-contracts';

/** Reading of layers that goes on. */
export type Indexing = Extract<FilesAnswer, { state: 'indexing' }>;

/** How much of what has to be read was read: from 0 to 1, by compressed bytes. */
export function indexingFraction({ layer, layers, reading }: Indexing): number {
  const needed = new Map(
    layers.filter(({ digest }) => layer === null || digest === layer).map((one) => [one.digest, one]),
  );
  let [total, done] = [0, 0];
  for (const { digest, bytes, index, unreadable } of needed.values()) {
    total += bytes;
    if (index !== null || unreadable !== null) done += bytes;
    else if (digest === reading.digest) done += Math.min(reading.bytesRead, bytes);
  }
  return total === 0 ? 0 : done / total;
}
