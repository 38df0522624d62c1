import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDigest } from './digest';
import { Invalid } from './invalid';
import { parseManifest } from './manifest';
import { isNondistributable, mediaTypes, nondistributableMediaTypes } from './media-types';
import { thrownBy } from './testing/hostile-text';
import { bytesOf, descriptorOf, imageOf, indexOf } from './testing/manifests';

const parse = (document: unknown, contentType?: string) => parseManifest(bytesOf(document), contentType);

describe('an image', () => {
  test('names its config and its layers, in order', () => {
    expect(parse(imageOf())).toEqual({
      mediaType: mediaTypes.ociManifest,
      kind: 'image',
      references: [
        { kind: 'config', ...descriptorOf('{}', mediaTypes.ociConfig), required: true },
        { kind: 'layer', ...descriptorOf('one'), required: true },
        { kind: 'layer', ...descriptorOf('two'), required: true },
      ],
      artifactType: mediaTypes.ociConfig,
    });
  });

  test('may have no layers', () => {
    expect(parse(imageOf({ layers: [] })).references.map(({ kind }) => kind)).toEqual(['config']);
  });

  test('may be of Docker', () => {
    const mediaType = mediaTypes.dockerManifest;
    const config = descriptorOf('{}', mediaTypes.dockerConfig);
    expect(parse(imageOf({ mediaType, config }), mediaType)).toMatchObject({ mediaType, kind: 'image' });
  });

  test('may have unknown types and fields everywhere', () => {
    const document = imageOf({
      artifactType: 'application/x-unheard-of',
      config: { ...descriptorOf('c', 'application/x-config'), extra: 1 },
      layers: [{ ...descriptorOf('l', 'x'), data: 'bA==', extra: [{}] }],
      'org.example.field': { a: [null] },
      blobs: [],
      __proto__x: 1,
    });
    expect(parse(document).references).toHaveLength(2);
  });

  test.each([...nondistributableMediaTypes])('does not require layers of type %s', (mediaType) => {
    const layer = { ...descriptorOf('windows', mediaType), urls: ['https://example.com/layer'] };
    expect(parse(imageOf({ layers: [layer] })).references[1]).toMatchObject({
      kind: 'layer',
      digest: layer.digest,
      required: false,
    });
  });

  test('requires a layer that has urls but an ordinary type', () => {
    const layer = { ...descriptorOf('x'), urls: ['https://example.com/layer'] };
    expect(parse(imageOf({ layers: [layer] })).references[1]).toMatchObject({ required: true });
  });

  test('may name a nondistributable layer whose digest cannot be stored here', () => {
    const [mediaType] = nondistributableMediaTypes;
    const layer = { mediaType, digest: `blake3:${'a'.repeat(64)}`, size: 1 };
    expect(parse(imageOf({ layers: [layer, descriptorOf('x')] })).references).toHaveLength(2);
  });

  test('keeps a digest that it names several times', () => {
    const empty = descriptorOf('{}', mediaTypes.empty);
    expect(parse(imageOf({ config: empty, layers: [empty, empty] })).references).toHaveLength(3);
  });
});

describe('an index', () => {
  test('names its children as manifests, nested indexes included', () => {
    const children = [
      descriptorOf('a', mediaTypes.ociManifest),
      descriptorOf('b', mediaTypes.ociIndex),
      descriptorOf('c', mediaTypes.dockerManifest),
      descriptorOf('d', mediaTypes.dockerManifestList),
    ];
    expect(parse(indexOf({ manifests: children }))).toEqual({
      mediaType: mediaTypes.ociIndex,
      kind: 'index',
      references: children.map((child) => ({ kind: 'manifest', ...child, required: true })),
    });
  });

  test('may be empty', () => {
    expect(parse(indexOf({ manifests: [] })).references).toEqual([]);
  });

  test('may hold blobs, as the cache of BuildKit does', () => {
    const manifests = [descriptorOf('layer'), descriptorOf('cache', mediaTypes.buildkitCacheConfig)];
    expect(parse(indexOf({ manifests })).references).toEqual(
      manifests.map((child) => ({ kind: 'layer', ...child, required: true })),
    );
  });

  test('does not require nondistributable layers among its children', () => {
    const [mediaType] = nondistributableMediaTypes;
    expect(parse(indexOf({ manifests: [descriptorOf('x', mediaType)] })).references[0]).toMatchObject({
      kind: 'layer',
      required: false,
    });
  });
});

describe('what a listing of referrers shows', () => {
  test.each<[string, object, string | undefined]>([
    ['the artifactType of an image', imageOf({ artifactType: 'application/x-sbom' }), 'application/x-sbom'],
    ['the type of the config without one', imageOf(), mediaTypes.ociConfig],
    ['the type of the config when it is empty', imageOf({ artifactType: '' }), mediaTypes.ociConfig],
    ['the type of the config when it is null', imageOf({ artifactType: null }), mediaTypes.ociConfig],
    [
      'the type of the empty config',
      imageOf({ config: descriptorOf('{}', mediaTypes.empty) }),
      mediaTypes.empty,
    ],
    ['the artifactType of an index', indexOf({ artifactType: 'application/x-sbom' }), 'application/x-sbom'],
    ['nothing for an index without one', indexOf(), undefined],
  ])('is %s', (_name, document, artifactType) => {
    expect(parse(document).artifactType).toBe(artifactType);
  });

  test('is all annotations', () => {
    const annotations = { a: 'b', 'org.example/\u00e9': '\ud83d\udc33', '': '' };
    expect(parse(imageOf({ annotations })).annotations).toEqual(annotations);
    expect(parse(imageOf({ annotations: null })).annotations).toBeUndefined();
    expect(parse(imageOf()).annotations).toBeUndefined();
  });
});

test('names its subject, with the same rules for images and indexes', () => {
  const subject = descriptorOf('subject', mediaTypes.ociManifest);
  expect(parse(imageOf({ subject })).subject).toEqual(subject);
  expect(parse(indexOf({ subject: { ...subject, annotations: {} } })).subject).toEqual(subject);
  expect(parse(imageOf({ subject: null })).subject).toBeUndefined();
  expect(parse(imageOf({ subject })).references.map(({ digest }) => digest)).not.toContain(subject.digest);
});

describe('is refused', () => {
  const unsupported = { ...descriptorOf('x'), digest: `blake3:${'a'.repeat(64)}` };
  const upper = { ...descriptorOf('x'), digest: `sha256:${'A'.repeat(64)}` };
  test.each<[string, object, RegExp]>([
    ['no config', imageOf({ config: undefined }), /needs the field config/],
    ['config: null', imageOf({ config: null }), /descriptor config:/],
    ['no layers', imageOf({ layers: undefined }), /needs the field layers/],
    ['layers: null', imageOf({ layers: null }), /needs the field layers/],
    ['layers in an object', imageOf({ layers: { 0: descriptorOf('x') } }), /needs the field layers/],
    ['no manifests', indexOf({ manifests: undefined }), /needs the field manifests/],
    ['manifests: null', indexOf({ manifests: null }), /needs the field manifests/],
    ['a layer that is null', imageOf({ layers: [descriptorOf('x'), null] }), /layers\[1\]:/],
    [
      'a child without a size',
      indexOf({ manifests: [{ ...descriptorOf('x'), size: undefined }] }),
      /manifests\[0\]\.size/,
    ],
    [
      'a config with an unsupported digest',
      imageOf({ config: unsupported }),
      /config: the digest algorithm "blake3"/,
    ],
    [
      'a layer with an unsupported digest',
      imageOf({ layers: [unsupported] }),
      /layers\[0\]: the digest algorithm/,
    ],
    [
      'a child with an unsupported digest',
      indexOf({ manifests: [unsupported] }),
      /manifests\[0\]: the digest/,
    ],
    [
      'a subject with an unsupported digest',
      imageOf({ subject: unsupported }),
      /subject: the digest algorithm/,
    ],
    ['a subject that is a string', imageOf({ subject: 'x' }), /descriptor subject:/],
    ['a digest in capitals', imageOf({ config: upper }), /lowercase hex/],
    ['an annotation that is a number', imageOf({ annotations: { a: 1 } }), /annotations of the manifest/],
    ['annotations in a list', indexOf({ annotations: [] }), /annotations of the manifest/],
    ['an artifactType that is a number', imageOf({ artifactType: 7 }), /artifactType of the manifest/],
  ])('%s', (_name, document, message) => {
    const error = thrownBy(() => parse(document));
    expect(error).toBeInstanceOf(Invalid);
    expect(error).toMatchObject({ code: 'MANIFEST_INVALID', message: expect.stringMatching(message) });
  });
});

describe('properties', () => {
  const type = fc.oneof(
    fc.constantFrom(...Object.values(mediaTypes), ...nondistributableMediaTypes),
    fc.string({ minLength: 1 }),
  );
  const content = fc.record({
    mediaType: type,
    digest: fc
      .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 })
      .map((hex) => `sha256:${hex}`),
    size: fc.maxSafeNat(),
  });
  const common = {
    subject: fc.option(content),
    annotations: fc.option(fc.dictionary(fc.string(), fc.string())),
    artifactType: fc.option(fc.string()),
    // Structural names in another case are refused on purpose, so the extra fields begin with something else.
    extra: fc.dictionary(
      fc.string().map((name) => `x-${name}`),
      fc.jsonValue({ maxDepth: 3 }),
    ),
  };
  const image = fc
    .record({
      ...common,
      config: content,
      layers: fc.array(content),
      mediaType: fc.constantFrom(undefined, mediaTypes.ociManifest, mediaTypes.dockerManifest),
    })
    .map(({ extra, ...fields }) => ({ ...extra, schemaVersion: 2, ...fields }));
  const index = fc
    .record({
      ...common,
      manifests: fc.array(content),
      mediaType: fc.constantFrom(undefined, mediaTypes.ociIndex, mediaTypes.dockerManifestList),
    })
    .map(({ extra, ...fields }) => ({ ...extra, schemaVersion: 2, ...fields }));

  test('every valid manifest is accepted, with or without its Content-Type, and names all of its content', () => {
    fc.assert(
      fc.property(fc.oneof(image, index), fc.constantFrom(0, 2), (document, space) => {
        const bytes = Buffer.from(JSON.stringify(document, null, space));
        const manifest = parseManifest(bytes);
        expect(parseManifest(bytes, manifest.mediaType)).toEqual(manifest);
        const named = 'manifests' in document ? document.manifests : [document.config, ...document.layers];
        expect(
          manifest.references.map(({ digest, size, mediaType }) => ({ digest, size, mediaType })),
        ).toEqual(named);
        expect(manifest.kind).toBe('manifests' in document ? 'index' : 'image');
        expect(manifest.annotations).toEqual(document.annotations ?? undefined);
        expect(manifest.subject).toEqual(document.subject ?? undefined);
        for (const reference of manifest.references.filter(({ kind }) => kind !== 'config')) {
          expect(reference.required).toBe(!isNondistributable(reference.mediaType));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a manifest with one value replaced by any other gives well-formed references or Invalid', () => {
    const paths = [
      ['config'],
      ['layers'],
      ['layers', 0],
      ['layers', 0, 'digest'],
      ['layers', 1, 'size'],
      ['subject'],
      ['annotations'],
      ['schemaVersion'],
      ['mediaType'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const document = structuredClone(imageOf());
        replace(document, path, value);
        const error = thrownBy(() => {
          const manifest = parse(document);
          expect(manifest.references.every(({ digest }) => isDigest(digest))).toBe(true);
          expect(manifest.references.every(({ size }) => Number.isSafeInteger(size) && size >= 0)).toBe(true);
        });
        if (error !== undefined) expect(error).toBeInstanceOf(Invalid);
      }),
      { numRuns: 1000 },
    );
  });
});

function replace(document: object, path: readonly (string | number)[], value: unknown): void {
  const parent = path.slice(0, -1).reduce<object>((at, key) => Reflect.get(at, key) as object, document);
  Reflect.set(parent, path.at(-1) ?? '', value);
}
