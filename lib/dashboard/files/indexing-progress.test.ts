import { describe, expect, it } from 'vitest';
import { type Indexing, indexingFraction } from './indexing-progress';

const index = {
  uncompressedBytes: 1,
  fileBytes: 1,
  entries: 1,
  files: 1,
  folders: 0,
  links: 0,
  whiteouts: 0,
  truncated: null,
  hiddenBytes: null,
  rewrittenBytes: null,
};
const layer = (digest: string, position: number, bytes: number): Indexing['layers'][number] => ({
  digest,
  position,
  mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
  bytes,
  index: null,
  unreadable: null,
});

const answer: Indexing = {
  state: 'indexing',
  repository: 'team/app',
  digest: 'sha256:m',
  layer: null,
  layers: [{ ...layer('a', 1, 100), index }, layer('b', 2, 300), layer('c', 3, 600)],
  reading: { digest: 'b', position: 2, isWaiting: false, bytesRead: 150, bytes: 300, entries: 9 },
  layersRead: 1,
  layersNeeded: 3,
};

describe('how far the layers are read', () => {
  it('is told by their compressed bytes', () => {
    expect(indexingFraction(answer)).toBe(0.25);
    expect(indexingFraction({ ...answer, layer: 'b' })).toBe(0.5);
  });

  it('counts a layer once that comes twice, and one that can not be read as done', () => {
    const { layers } = answer;
    const twice = [...layers, layer('b', 4, 300)];
    expect(indexingFraction({ ...answer, layers: twice })).toBe(0.25);
    const foreign = layers.map((one) =>
      one.digest === 'c' ? { ...one, unreadable: 'foreign' as const } : one,
    );
    expect(indexingFraction({ ...answer, layers: foreign })).toBe(0.85);
  });

  it('is never more than all, and nothing where there is nothing', () => {
    const reading = { ...answer.reading, bytesRead: 9_999 };
    expect(indexingFraction({ ...answer, layer: 'b', reading })).toBe(1);
    expect(indexingFraction({ ...answer, layers: [] })).toBe(0);
  });
});
