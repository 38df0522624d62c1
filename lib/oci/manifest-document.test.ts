import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Invalid } from './invalid';
import { parseManifestDocument } from './manifest-document';
import { manifestMediaTypes, mediaTypes } from './media-types';
import { hostileText, thrownBy } from './testing/hostile-text';
import { bytesOf, imageOf, indexOf } from './testing/manifests';

const { ociManifest, ociIndex, dockerManifest, dockerManifestList } = mediaTypes;
const untyped = { mediaType: undefined };

function refusal(document: unknown, contentType?: string): unknown {
  const bytes = document instanceof Uint8Array ? document : bytesOf(document);
  return thrownBy(() => parseManifestDocument(bytes, contentType));
}

function expectRefusal(document: unknown, contentType: string | undefined, message: RegExp): void {
  const error = refusal(document, contentType);
  expect(error).toBeInstanceOf(Invalid);
  expect(error).toMatchObject({ code: 'MANIFEST_INVALID', message: expect.stringMatching(message) });
}

describe('the media type', () => {
  test.each<[string, object, string | undefined, string]>([
    ['is the one that document and Content-Type name', imageOf(), ociManifest, ociManifest],
    ['is that of the document without a Content-Type', imageOf(), undefined, ociManifest],
    ['is that of the document with an empty Content-Type', imageOf(), '', ociManifest],
    ['is named by an index', indexOf(), ociIndex, ociIndex],
    ['may be Docker image', imageOf({ mediaType: dockerManifest }), dockerManifest, dockerManifest],
    [
      'may be Docker manifest list',
      indexOf({ mediaType: dockerManifestList }),
      undefined,
      dockerManifestList,
    ],
    [
      'is read past parameters and case',
      imageOf(),
      `${ociManifest.toUpperCase()} ; charset=utf-8`,
      ociManifest,
    ],
    ['is OCI manifest for an image that names none', imageOf(untyped), undefined, ociManifest],
    ['is OCI manifest for such an image pushed as one', imageOf(untyped), ociManifest, ociManifest],
    ['is OCI index for an index that names none', indexOf(untyped), undefined, ociIndex],
    ['is OCI index for such an index pushed as one', indexOf(untyped), ociIndex, ociIndex],
  ])('%s', (_name, document, contentType, expected) => {
    expect(parseManifestDocument(bytesOf(document), contentType).mediaType).toBe(expected);
  });

  test.each<[string, object, string | undefined, RegExp]>([
    ['differs from the Content-Type', imageOf(), dockerManifest, /use the same for both/],
    ['is an index by Content-Type only', imageOf(), ociIndex, /use the same for both/],
    [
      'is Docker by Content-Type only',
      imageOf(untyped),
      dockerManifest,
      /name its mediaType in the document/,
    ],
    ['is Docker list by Content-Type only', indexOf(untyped), dockerManifestList, /name its mediaType/],
    ['contradicts the structure', indexOf(untyped), ociManifest, /reads as application\/vnd.oci.image.index/],
    ['cannot be told', { schemaVersion: 2 }, undefined, /neither an image .* nor an index/],
    ['cannot be told from config alone', imageOf({ ...untyped, layers: undefined }), undefined, /neither/],
    ['cannot be told from layers alone', imageOf({ ...untyped, config: undefined }), ociManifest, /neither/],
    [
      'is unknown',
      imageOf({ mediaType: 'application/json' }),
      undefined,
      /is not that of a manifest: use application/,
    ],
    [
      'is that of the removed artifact manifest',
      imageOf({ mediaType: 'application/vnd.oci.artifact.manifest.v1+json' }),
      undefined,
      /use application/,
    ],
    [
      'is in capitals',
      imageOf({ mediaType: ociManifest.toUpperCase() }),
      undefined,
      /is not that of a manifest/,
    ],
    [
      'has parameters in the document',
      imageOf({ mediaType: `${ociManifest};a=b` }),
      undefined,
      /not that of a manifest/,
    ],
    ['is null', imageOf({ mediaType: null }), undefined, /is not that of a manifest/],
    ['is a list', imageOf({ mediaType: [ociManifest] }), undefined, /is not that of a manifest/],
    ['is empty', imageOf({ mediaType: '' }), undefined, /is not that of a manifest/],
  ])('is refused when it %s', (_name, document, contentType, message) => {
    expectRefusal(document, contentType, message);
  });

  test.each([
    'application/json',
    'text/plain',
    'application/octet-stream',
    'application/x-www-form-urlencoded',
    'x',
  ])('cannot be pushed as %s, and the answer lists what can', (contentType) => {
    for (const type of manifestMediaTypes) {
      expectRefusal(imageOf(), contentType, new RegExp(type.replace(/[.+]/g, '\\$&')));
    }
  });
});

test('the media type at push time is the one that the bytes alone give later', () => {
  const mediaType = fc.constantFrom(undefined, null, 'x', ...manifestMediaTypes);
  const contentType = fc.constantFrom(undefined, '', 'x/y', ...manifestMediaTypes);
  const fields = fc.subarray(['config', 'layers', 'manifests', 'subject']);
  let accepted = 0;
  fc.assert(
    fc.property(mediaType, contentType, fields, (named, pushedAs, present) => {
      const all: Record<string, unknown> = { ...imageOf(), ...indexOf(), subject: null };
      const document = Object.fromEntries(present.map((field) => [field, all[field]]));
      const bytes = bytesOf({
        schemaVersion: 2,
        ...document,
        ...(named !== undefined && { mediaType: named }),
      });
      if (refusal(bytes, pushedAs) !== undefined) return;
      accepted++;
      expect(parseManifestDocument(bytes).mediaType).toBe(parseManifestDocument(bytes, pushedAs).mediaType);
      if (pushedAs) expect(parseManifestDocument(bytes).mediaType).toBe(pushedAs);
    }),
    { numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(100);
});

describe('schema 1 is refused by name', () => {
  test.each<[string, object, string | undefined]>([
    ['in schemaVersion', { schemaVersion: 1, fsLayers: [], history: [] }, undefined],
    ['in the Content-Type', imageOf(), 'application/vnd.docker.distribution.manifest.v1+prettyjws'],
    ['in the mediaType', imageOf({ mediaType: mediaTypes.dockerSchema1 }), undefined],
  ])('%s', (_name, document, contentType) => {
    expectRefusal(document, contentType, /schema 1 is not supported: push the image with Docker/);
  });
});

test.each<[string, unknown]>([
  ['0', 0],
  ['3', 3],
  ['a string', '2'],
  ['missing', undefined],
  ['null', null],
])('refuses a schemaVersion that is %s', (_name, schemaVersion) => {
  expectRefusal(imageOf({ schemaVersion }), undefined, /set "schemaVersion": 2/);
});

describe('a document that clients could read in two ways (CVE-2021-41190)', () => {
  const manifests: unknown[] = [];
  test.each<[string, object, RegExp]>([
    ['image with manifests', imageOf({ manifests }), /keep only one kind/],
    ['image with manifests: null', imageOf({ manifests: null }), /keep only one kind/],
    ['index with layers', indexOf({ layers: [] }), /keep only one kind/],
    ['index with config', indexOf({ config: {} }), /keep only one kind/],
    ['both without a mediaType', imageOf({ ...untyped, manifests }), /keep only one kind/],
    ['image with fsLayers', imageOf({ fsLayers: [] }), /"fsLayers" of schema 1/],
    [
      'image with Manifests',
      imageOf({ Manifests: manifests }),
      /"Manifests" can be mistaken for "manifests"/,
    ],
    ['index with LAYERS', indexOf({ LAYERS: [] }), /"LAYERS" can be mistaken/],
    ['image with MediaType', imageOf({ MediaType: ociIndex }), /"MediaType" can be mistaken/],
    ['long s, as Go folds it', indexOf({ 'layer\u017f': [] }), /"layer\\u017f" can be mistaken/],
  ])('is refused: %s', (_name, document, message) => {
    expectRefusal(document, undefined, message);
  });
});

describe('bytes that are no document', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ['nothing', '', /not valid JSON/],
    ['half a document', JSON.stringify(imageOf()).slice(0, -1), /not valid JSON/],
    ['two documents', '{}{}', /not valid JSON/],
    ['a comment', '{/**/}', /not valid JSON/],
    ['a trailing comma', '{"schemaVersion":2,}', /not valid JSON/],
    ['NUL after the document', `${JSON.stringify(imageOf())}\0`, /not valid JSON/],
    ['NaN', '{"schemaVersion":NaN}', /not valid JSON/],
    ['null', 'null', /not a JSON object/],
    ['a list', '[]', /not a JSON object/],
    ['a string', '"x"', /not a JSON object/],
    ['a number', '2', /not a JSON object/],
    ['a byte order mark', `\ufeff${JSON.stringify(imageOf())}`, /byte order mark/],
    ['Latin-1', Buffer.from('{"a":"\u00e9"}', 'latin1'), /not valid UTF-8/],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), /not valid JSON/],
    ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), /not valid UTF-8/],
    ['half a surrogate pair', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), /not valid UTF-8/],
    ['a cut character', Buffer.from([0x22, 0xe2, 0x82]), /not valid UTF-8/],
    ['a doubled name', '{"schemaVersion":2,"schemaVersion":2}', /"schemaVersion" twice/],
    ['4 MiB of open brackets', '['.repeat(4 * 1024 * 1024), /nested too deep/],
  ])('are refused: %s', (_name, bytes, message) => {
    expectRefusal(bytes, undefined, message);
  });

  test('are refused with Invalid and nothing else, whatever they are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), hostileText.map(bytesOf)), (bytes) => {
        expect(refusal(bytes)).toBeInstanceOf(Invalid);
      }),
    );
  });
});
