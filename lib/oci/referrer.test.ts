import fc from 'fast-check';
import { expect, test } from 'vitest';
import { algorithms, digestOf, hexOf } from './digest';
import { parseManifest } from './manifest';
import { mediaTypes } from './media-types';
import { isTag } from './reference';
import { fallbackTag, referrerDescriptor } from './referrer';
import { bytesOf, descriptorOf, imageOf, indexOf } from './testing/manifests';

test('an artifact is listed with its artifactType and all of its annotations', () => {
  const subject = descriptorOf('subject', mediaTypes.ociManifest);
  const annotations = { 'org.example.signature': 'x', empty: '' };
  const bytes = bytesOf(imageOf({ subject, annotations, artifactType: 'application/x-signature' }));
  expect(referrerDescriptor(parseManifest(bytes), digestOf(bytes), bytes.length)).toEqual({
    mediaType: mediaTypes.ociManifest,
    digest: digestOf(bytes),
    size: bytes.length,
    artifactType: 'application/x-signature',
    annotations,
  });
});

test('an index without an artifactType is listed without the field', () => {
  const bytes = bytesOf(indexOf());
  const descriptor = referrerDescriptor(parseManifest(bytes), digestOf(bytes), bytes.length);
  expect(Object.keys(descriptor)).toEqual(['mediaType', 'digest', 'size']);
});

test('the fallback tag is the digest with a dash, cut to 64 characters of hash', () => {
  const bytes = Buffer.from('x');
  const long = digestOf(bytes, 'sha512');
  expect(fallbackTag(digestOf(bytes))).toBe(`sha256-${hexOf(digestOf(bytes))}`);
  expect(fallbackTag(long)).toBe(`sha512-${hexOf(long).slice(0, 64)}`);
});

test('the fallback tag of every digest is a tag', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom(...algorithms), (bytes, algorithm) => {
      expect(isTag(fallbackTag(digestOf(bytes, algorithm)))).toBe(true);
    }),
  );
});
