import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ContentPolicy } from '@/lib/config';
import { parseManifest } from '@/lib/oci/manifest';
import { mediaTypes } from '@/lib/oci/media-types';
import { bytesOf, descriptorOf, imageOf, indexOf } from '@/lib/oci/testing/manifests';
import { contentFactsOf } from './content-facts';
import { manifestRulesOf } from './manifest-rules';

const gzip = 'application/vnd.oci.image.layer.v1.tar+gzip';
const foreign = 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip';

/** The settings of a policy that a document breaks. */
function broken(policy: Omit<ContentPolicy, 'repositories'>, document: object): string[] {
  const bytes = bytesOf(document);
  const facts = contentFactsOf(parseManifest(bytes), bytes);
  return manifestRulesOf({ repositories: ['**'], ...policy }).flatMap((rule) => rule(facts)?.rule ?? []);
}

function message(policy: Omit<ContentPolicy, 'repositories'>, document: object): string | undefined {
  const bytes = bytesOf(document);
  const facts = contentFactsOf(parseManifest(bytes), bytes);
  return manifestRulesOf({ repositories: ['**'], ...policy })[0]?.(facts)?.message;
}

const ociTypes = ['application/vnd.oci.image.*'];
const cache = indexOf({
  manifests: [descriptorOf('layer', gzip), descriptorOf('cache', mediaTypes.buildkitCacheConfig)],
});

describe('rules about types', () => {
  test.each([
    ['manifestTypes', ociTypes, imageOf(), false],
    ['manifestTypes', ociTypes, indexOf(), false],
    ['manifestTypes', [mediaTypes.ociIndex], imageOf(), true],
    ['manifestTypes', [mediaTypes.ociManifest.toUpperCase()], imageOf(), false],
    ['configTypes', [mediaTypes.ociConfig], imageOf(), false],
    ['configTypes', [mediaTypes.dockerConfig], imageOf(), true],
    ['configTypes', [mediaTypes.dockerConfig], indexOf(), false],
    ['layerTypes', [gzip], imageOf(), false],
    ['layerTypes', ['*.tar'], imageOf(), true],
    ['layerTypes', [gzip], imageOf({ layers: [descriptorOf('a'), descriptorOf('b', 'text/html')] }), true],
    ['layerTypes', [gzip], imageOf({ layers: [descriptorOf('b', foreign)] }), true],
    ['layerTypes', [gzip], imageOf({ layers: [] }), false],
    ['layerTypes', [gzip], indexOf(), false],
    ['layerTypes', [gzip], cache, true],
    ['artifactTypes', [mediaTypes.ociConfig], imageOf(), false],
    ['artifactTypes', [mediaTypes.ociConfig], imageOf({ artifactType: 'application/x' }), true],
    ['artifactTypes', ['application/*'], imageOf({ artifactType: 'application/x' }), false],
    ['artifactTypes', ['application/x'], indexOf(), false],
    ['artifactTypes', ['application/x'], indexOf({ artifactType: 'application/y' }), true],
  ] as const)('%s %j', (rule, allowed, document, isBroken) => {
    expect(broken({ [rule]: [...allowed] }, document)).toEqual(isBroken ? [rule] : []);
  });

  test('say which type, and which to use', () => {
    expect(message({ layerTypes: ['a/b', 'c/*'] }, imageOf())).toBe(
      `allows no layers of the type "${gzip}": use a/b, c/*`,
    );
  });
});

describe('requiredAnnotations', () => {
  const key = 'org.opencontainers.image.source';
  test.each([
    [[key], { [key]: 'x' }, 0],
    [[key], { [key]: '' }, 0],
    [[key], {}, 1],
    [[key], undefined, 1],
    [[`${key}=https://git.example.com/*`], { [key]: 'https://git.example.com/a' }, 0],
    [[`${key}=https://git.example.com/*`], { [key]: 'http://git.example.com/a' }, 1],
    [['k=a=b'], { k: 'a=b' }, 0],
    [['k', 'l=*', 'm'], { k: '1' }, 2],
    [['toString', '__proto__'], { k: '1' }, 2],
  ])('%j and %j: %i problems', (requiredAnnotations, annotations, count) => {
    for (const document of [imageOf({ annotations }), indexOf({ annotations })])
      expect(broken({ requiredAnnotations }, document)).toHaveLength(count);
  });

  test('say which annotation, what it is and what it must be like', () => {
    expect(message({ requiredAnnotations: ['k=v*'] }, imageOf({ annotations: { k: 'x\n' } }))).toBe(
      'asks for an annotation "k" like "v*", and it is "x\\n": correct it',
    );
    expect(message({ requiredAnnotations: ['k=v*'] }, imageOf())).toBe(
      'asks for the annotation "k": add it to the manifest with a value like "v*"',
    );
  });
});

describe('rules about layers and sizes', () => {
  const layers = (count: number) => Array.from({ length: count }, (_, at) => descriptorOf(`layer ${at}`));

  test.each([
    [{ maxLayers: 3 }, imageOf({ layers: layers(3) }), false],
    [{ maxLayers: 3 }, imageOf({ layers: layers(4) }), true],
    [
      { maxLayers: 1 },
      indexOf({ manifests: layers(9).map((one) => ({ ...one, mediaType: mediaTypes.ociManifest })) }),
      false,
    ],
    [{ foreignLayers: false }, imageOf(), false],
    [{ foreignLayers: true }, imageOf({ layers: [descriptorOf('x', foreign)] }), false],
    [{ foreignLayers: false }, imageOf({ layers: [descriptorOf('x', foreign)] }), true],
    [
      { foreignLayers: false },
      imageOf({ layers: [{ ...descriptorOf('x'), urls: ['https://a.example'] }] }),
      true,
    ],
    [{ foreignLayers: false }, imageOf({ layers: [{ ...descriptorOf('x'), urls: [] }] }), false],
    // What can't be stored here is left out of what storage looks at, not of what policies do.
    [
      { foreignLayers: false },
      imageOf({ layers: [{ mediaType: foreign, digest: 'md5:abc', size: 1 }] }),
      true,
    ],
    [{ maxImageBytes: 8 }, imageOf(), false],
    [{ maxImageBytes: 7 }, imageOf(), true],
    [{ maxImageBytes: 1 }, indexOf(), false],
    [{ maxManifestBytes: 10_000 }, imageOf(), false],
    [{ maxManifestBytes: 100 }, imageOf(), true],
    [{ maxManifestBytes: 100 }, indexOf(), true],
  ])('%j', (policy, document, isBroken) => {
    expect(broken(policy, document)).toHaveLength(isBroken ? 1 : 0);
  });

  test('count every layer, however often it comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5), { maxLength: 30 }),
        fc.integer({ min: 1, max: 30 }),
        (names, maxLayers) => {
          const document = imageOf({ layers: names.map((name) => descriptorOf(String(name))) });
          expect(broken({ maxLayers }, document)).toHaveLength(names.length > maxLayers ? 1 : 0);
          const bytes = names.length + 2;
          expect(broken({ maxImageBytes: bytes }, document)).toEqual([]);
          expect(broken({ maxImageBytes: bytes - 1 }, document)).toEqual(['maxImageSize']);
        },
      ),
    );
  });
});

describe('signatures and attestations', () => {
  const strict = {
    manifestTypes: ['a/b'],
    configTypes: ['a/b'],
    layerTypes: ['a/b'],
    artifactTypes: ['a/b'],
    requiredAnnotations: ['k'],
    maxLayers: 1,
    foreignLayers: false,
    maxImageBytes: 1,
  };
  const of = (artifactType: string | undefined, ...types: string[]) =>
    imageOf({ artifactType, layers: types.map((type) => descriptorOf(type, type)) });

  test.each([
    [
      'cosign',
      of(
        undefined,
        'application/vnd.dev.cosign.simplesigning.v1+json',
        'application/vnd.dev.cosign.simplesigning.v1+json',
      ),
    ],
    [
      'a bundle',
      of('application/vnd.dev.sigstore.bundle.v0.3+json', 'application/vnd.dev.sigstore.bundle.v0.3+json'),
    ],
    ['notation', of('application/vnd.cncf.notary.signature', 'application/jose+json')],
    ['notation with COSE', of('application/vnd.cncf.notary.signature', 'application/cose')],
    [
      'attestations of BuildKit',
      of(undefined, 'application/vnd.in-toto+json', 'application/vnd.in-toto+json'),
    ],
  ])('of %s pass, but not the size of the manifest', (_, document) => {
    expect(broken(strict, document)).toEqual([]);
    expect(broken({ maxManifestBytes: 10 }, document)).toEqual(['maxManifestSize']);
  });

  test.each([
    ['one layer is another', of(undefined, 'application/vnd.in-toto+json', gzip)],
    ['there are no layers', of('application/vnd.cncf.notary.signature')],
    ['it only has a subject', imageOf({ subject: descriptorOf('s', mediaTypes.ociManifest) })],
    ['it only has the artifact type', imageOf({ artifactType: 'application/vnd.cncf.notary.signature' })],
    ['the type of the artifact is missing', of(undefined, 'application/jose+json')],
    ['it is an index', indexOf({ manifests: [descriptorOf('x', 'application/vnd.in-toto+json')] })],
  ])('are not taken for some where %s', (_, document) => {
    expect(broken(strict, document).length).toBeGreaterThan(1);
  });
});
