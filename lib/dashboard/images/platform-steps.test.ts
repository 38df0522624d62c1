import { describe, expect, it } from 'vitest';
import type { ManifestChild } from './manifest-contracts';
import { openPlatforms, platformSteps, stepKeys } from './platform-steps';

const child = (digest: string, more: Partial<ManifestChild> = {}): ManifestChild => ({
  digest,
  depth: 0,
  isIndex: false,
  isOpened: false,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  platform: null,
  bytes: 1,
  isThere: true,
  attestations: [],
  ...more,
});

describe('the platforms of an index', () => {
  const children = [
    child('a'),
    child('index', { isIndex: true }),
    child('absent', { isThere: false }),
    child('b'),
    child('a'),
    child('c'),
  ];

  it('are those that can be opened, in its order, each once', () => {
    expect(openPlatforms(children).map(({ digest }) => digest)).toEqual(['a', 'b', 'c']);
  });

  it('are stepped through from end to end', () => {
    const [a, b, c] = openPlatforms(children);
    expect(platformSteps(children, 'a')).toEqual({ at: 1, count: 3, before: undefined, after: b });
    expect(platformSteps(children, 'b')).toEqual({ at: 2, count: 3, before: a, after: c });
    expect(platformSteps(children, 'c')).toEqual({ at: 3, count: 3, before: b, after: undefined });
  });

  it('are opened from the index by a key for the first and one for the last', () => {
    const keysOf = (all: readonly ManifestChild[]) => all.map((_, at) => stepKeys(all)(at));
    expect(
      keysOf([child('x', { isThere: false }), child('a'), child('b'), child('i', { isIndex: true })]),
    ).toEqual([undefined, ']', '[', undefined]);
    expect(keysOf([child('a')])).toEqual([']']);
    expect(stepKeys([])(-1)).toBeUndefined();
  });

  it('have no steps from what is none of them', () => {
    for (const digest of ['index', 'absent', 'else']) expect(platformSteps(children, digest)).toBeUndefined();
  });
});
