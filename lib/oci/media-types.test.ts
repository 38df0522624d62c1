import { expect, test } from 'vitest';
import {
  isIndexMediaType,
  isManifestMediaType,
  isNondistributable,
  isSchema1MediaType,
  manifestMediaTypes,
  mediaTypes,
  parseContentType,
} from './media-types';

test('knows the four types of manifests and which of them are indexes', () => {
  expect(manifestMediaTypes.toSorted()).toEqual([
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.docker.distribution.manifest.v2+json',
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.oci.image.manifest.v1+json',
  ]);
  expect(manifestMediaTypes.every(isManifestMediaType)).toBe(true);
  expect(manifestMediaTypes.filter(isIndexMediaType).toSorted()).toEqual([
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.oci.image.index.v1+json',
  ]);
});

test('takes nothing else for a manifest', () => {
  for (const type of [
    '',
    'application/json',
    mediaTypes.dockerSchema1Signed,
    mediaTypes.ociConfig,
    'constructor',
  ]) {
    expect(isManifestMediaType(type)).toBe(false);
    expect(isIndexMediaType(type)).toBe(false);
  }
});

test('knows both types of schema 1', () => {
  expect(isSchema1MediaType('application/vnd.docker.distribution.manifest.v1+prettyjws')).toBe(true);
  expect(isSchema1MediaType('application/vnd.docker.distribution.manifest.v1+json')).toBe(true);
  expect(isSchema1MediaType(mediaTypes.dockerManifest)).toBe(false);
});

test.each([
  ['application/vnd.oci.image.layer.nondistributable.v1.tar', true],
  ['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', true],
  ['application/vnd.oci.image.layer.nondistributable.v1.tar+zstd', true],
  ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', true],
  ['application/vnd.oci.image.layer.v1.tar+gzip', false],
  ['application/vnd.docker.image.rootfs.diff.tar.gzip', false],
])('a layer of type %s may be missing: %s', (type, expected) => {
  expect(isNondistributable(type)).toBe(expected);
});

test.each([
  [undefined, ''],
  ['', ''],
  [' ; charset=utf-8', ''],
  ['application/json', 'application/json'],
  ['Application/JSON; Charset=UTF-8', 'application/json'],
  ['  application/vnd.oci.image.index.v1+json ;q=1;x="a;b"', 'application/vnd.oci.image.index.v1+json'],
])('reads the Content-Type %j as %j', (header, expected) => {
  expect(parseContentType(header)).toBe(expected);
});
