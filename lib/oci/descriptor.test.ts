import { expect, test } from 'vitest';
import { isStringMap, parseDescriptor } from './descriptor';
import { Invalid } from './invalid';
import { thrownBy } from './testing/hostile-text';

const digest = `sha256:${'a'.repeat(64)}`;
const plain = { mediaType: 'application/octet-stream', digest, size: 3 };

test.each<[string, object]>([
  ['the three required fields', {}],
  ['an empty blob', { size: 0 }],
  ['the largest size', { size: Number.MAX_SAFE_INTEGER }],
  ['an unknown media type', { mediaType: 'x' }],
  ['a digest of an algorithm that is not supported', { digest: 'multihash+base58:Qm_=-x' }],
  [
    'every optional field',
    { annotations: { a: 'b' }, artifactType: 't', urls: ['u'], data: 'YQ==', platform: { os: 'linux' } },
  ],
])('accepts a descriptor with %s', (_name, fields) => {
  expect(parseDescriptor({ ...plain, ...fields }, 'config')).toMatchObject({ ...plain, ...fields });
});

test('keeps fields that are not in the specification', () => {
  expect(parseDescriptor({ ...plain, 'org.example': { deep: [1] } }, 'config')).toMatchObject({
    'org.example': { deep: [1] },
  });
});

test('takes null for an optional field that is not there', () => {
  const nulls = { annotations: null, artifactType: null, urls: null, data: null, platform: null };
  const descriptor = parseDescriptor({ ...plain, ...nulls }, 'config');
  expect(descriptor.annotations).toBeUndefined();
  expect(descriptor.artifactType).toBeUndefined();
});

test.each<[string, unknown, string]>([
  ['null', null, 'layers[2]:'],
  ['a string', digest, 'layers[2]:'],
  ['a list', [], 'layers[2]:'],
  ['no media type', { ...plain, mediaType: undefined }, 'layers[2].mediaType:'],
  ['an empty media type', { ...plain, mediaType: '' }, 'layers[2].mediaType:'],
  ['a media type that is no string', { ...plain, mediaType: 1 }, 'layers[2].mediaType:'],
  ['no digest', { ...plain, digest: undefined }, 'layers[2].digest:'],
  ['a digest without a colon', { ...plain, digest: 'a'.repeat(64) }, 'layers[2].digest:'],
  ['a digest that leaves the folder', { ...plain, digest: 'sha256:../../x' }, 'layers[2].digest:'],
  ['an overlong digest', { ...plain, digest: `sha256:${'a'.repeat(2000)}` }, 'layers[2].digest:'],
  ['no size', { ...plain, size: undefined }, 'layers[2].size:'],
  ['a negative size', { ...plain, size: -1 }, 'layers[2].size:'],
  ['half a byte', { ...plain, size: 0.5 }, 'layers[2].size:'],
  ['a size beyond 2^53', { ...plain, size: 2 ** 53 }, 'layers[2].size:'],
  ['a size as a string', { ...plain, size: '3' }, 'layers[2].size:'],
  ['an infinite size', JSON.parse(`{"mediaType":"x","digest":"${digest}","size":1e999}`), 'layers[2].size:'],
  ['an annotation that is no string', { ...plain, annotations: { a: 1 } }, 'layers[2].annotations:'],
  ['annotations in a list', { ...plain, annotations: ['a'] }, 'layers[2].annotations:'],
  ['urls that are no list', { ...plain, urls: 'u' }, 'layers[2].urls:'],
  ['data that is no string', { ...plain, data: {} }, 'layers[2].data:'],
])('refuses %s and says where it is', (_name, value, place) => {
  const error = thrownBy(() => parseDescriptor(value, 'layers[2]'));
  expect(error).toBeInstanceOf(Invalid);
  expect(error).toMatchObject({
    code: 'MANIFEST_INVALID',
    message: expect.stringContaining(`correct the descriptor ${place}`),
  });
});

test('knows a map of strings, whatever its names', () => {
  expect(isStringMap({})).toBe(true);
  expect(isStringMap(JSON.parse('{"__proto__":"a","constructor":"b"}'))).toBe(true);
  for (const value of [
    null,
    undefined,
    'a',
    [],
    ['a'],
    { a: null },
    { a: {} },
    JSON.parse('{"__proto__":{}}'),
  ]) {
    expect(isStringMap(value)).toBe(false);
  }
});
