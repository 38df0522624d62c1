import { expect, it } from 'vitest';
import type { ManifestChild } from './manifest-contracts';
import { platformSections } from './platform-sections';

const child = (name: string, platform: string | null, depth = 0): ManifestChild => ({
  digest: `sha256:${name}`,
  depth,
  isIndex: false,
  isOpened: false,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  platform,
  bytes: 1,
  isThere: true,
  attestations: [],
});
const index = (name: string, depth = 0): ManifestChild => ({
  ...child(name, null, depth),
  isIndex: true,
  isOpened: true,
  mediaType: 'application/vnd.oci.image.index.v1+json',
});

/** As text: `index: system(platform platform)`. */
const told = (children: ManifestChild[], ...words: string[]) =>
  platformSections(children, words).sections.map(
    ({ index: one, groups }) =>
      `${one?.digest ?? 'root'}:${groups.map((group) => ` ${group.system}(${group.children.map((c) => c.platform).join(' ')})`).join('')}`,
  );

it('groups by operating system in the order of the index', () => {
  const children = [
    child('a', 'linux/amd64'),
    child('b', 'windows/amd64'),
    child('c', 'linux/arm64/v8'),
    child('d', null),
  ];
  expect(told(children)).toEqual(['root: linux(linux/amd64 linux/arm64/v8) windows(windows/amd64) null()']);
  expect(platformSections(children, []).kept).toBe(4);
});

it('gives each index in it a section, and what comes after one belongs to the index around it', () => {
  const children = [
    child('a', 'linux/amd64'),
    index('one'),
    child('b', 'linux/386', 1),
    index('two', 1),
    child('c', 'linux/s390x', 2),
    child('d', 'linux/arm64', 1),
    child('e', 'plan9/amd64'),
  ];
  expect(told(children)).toEqual([
    'root: linux(linux/amd64) plan9(plan9/amd64)',
    'sha256:one: linux(linux/386 linux/arm64)',
    'sha256:two: linux(linux/s390x)',
  ]);
});

it('keeps what has every word, whatever its case, and indexes that hold some of it', () => {
  const children = [
    child('aa', 'linux/amd64'),
    child('bb', 'linux/arm64/v8'),
    index('empty'),
    index('full'),
    child('cc', 'windows/arm64', 1),
  ];
  expect(told(children, 'arm64')).toEqual([
    'root: linux(linux/arm64/v8)',
    'sha256:full: windows(windows/arm64)',
  ]);
  expect(told(children, 'arm64', 'linux')).toEqual(['root: linux(linux/arm64/v8)']);
  expect(told(children, 'sha256:empty')).toEqual(['sha256:empty:']);
  expect(platformSections(children, ['arm64', 'none'])).toEqual({ sections: [], kept: 0 });
});

it('takes any text of a pusher for the name of a system', () => {
  expect(told([child('a', '__proto__/x'), child('b', 'constructor/y')])).toEqual([
    'root: __proto__(__proto__/x) constructor(constructor/y)',
  ]);
});
