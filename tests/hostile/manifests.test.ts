import { beforeAll, expect, test } from 'vitest';
import { describeContent, digestOf, imageIndex, imageManifest, mediaTypes } from '../harness/content';
import { residentBytes, watchMemory } from '../harness/process-facts';
import { RawConnection, requestHead } from '../harness/raw-http';
import { chunk } from '../harness/raw-http-parser';
import { expectRefusal } from '../harness/registry-answer';
import { startVictim } from './fixture';

const victim = startVictim();
const config = Buffer.from('{"architecture":"amd64"}');
const layer = Buffer.from('a layer');
const good = JSON.parse(String(imageManifest(config, [layer]))) as Record<string, unknown>;
const name = 'team/app';

beforeAll(async () => {
  for (const blob of [config, layer]) await victim.repository(name).pushBlob(blob);
});

/** PUTs a manifest that must be refused, by tag and by digest, and asserts that nothing of it is there. */
async function expectRefused(
  body: string | Uint8Array,
  mediaType: string = mediaTypes.manifest,
  codes: string[] = ['MANIFEST_INVALID'],
) {
  const repository = victim.repository(name);
  for (const reference of ['refused', digestOf(body)]) {
    expectRefusal(await repository.putManifest(reference, body, mediaType), 400, codes);
    expect((await repository.headManifest(reference)).status).toBe(404);
  }
}

const json = (value: unknown) => JSON.stringify(value);
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const withField = (field: string, text: string) => json(good).replace(/}$/, `,${json(field)}:${text}}`);
const blob = describeContent(layer, mediaTypes.layer);

test.each([
  ['nothing', ''],
  ['a space', ' '],
  ['a word', 'manifest'],
  ['null', 'null'],
  ['a number', '2'],
  ['a string', '"manifest"'],
  ['a list', '[]'],
  ['an empty object', '{}'],
  ['half a document', json(good).slice(0, 100)],
  ['two documents', json(good) + json(good)],
  ['a comment', `${json(good)}//`],
  ['single quotes', json(good).replaceAll('"', "'")],
  ['NaN', withField('x', 'NaN')],
  ['a NUL in the middle', json(good).replace(',', ',\0')],
  ['schemaVersion 1', json({ ...good, schemaVersion: 1 })],
  ['schemaVersion "2"', json({ ...good, schemaVersion: '2' })],
  ['no schemaVersion', json({ ...good, schemaVersion: undefined })],
  ['no config', json({ ...good, config: undefined })],
  ['config null', json({ ...good, config: null })],
  ['no layers', json({ ...good, layers: undefined })],
  ['layers that are no list', json({ ...good, layers: { 0: blob } })],
  ['a layer that is a string', json({ ...good, layers: [blob.digest] })],
  ['a layer that is null', json({ ...good, layers: [null] })],
  ['a layer without digest', json({ ...good, layers: [{ ...blob, digest: undefined }] })],
  ['a layer without size', json({ ...good, layers: [{ ...blob, size: undefined }] })],
  ['a layer without media type', json({ ...good, layers: [{ ...blob, mediaType: undefined }] })],
  ['a negative size', json({ ...good, layers: [{ ...blob, size: -1 }] })],
  ['a fraction as size', json({ ...good, layers: [{ ...blob, size: 1.5 }] })],
  ['a string as size', json({ ...good, layers: [{ ...blob, size: '7' }] })],
  ['a size past all numbers', json({ ...good, layers: [{ ...blob, size: 1e300 }] })],
  ['a digest that climbs', json({ ...good, layers: [{ ...blob, digest: 'sha256:../../../../etc/passwd' }] })],
  [
    'a digest of another algorithm',
    json({ ...good, layers: [{ ...blob, digest: `md5:${'0'.repeat(32)}` }] }),
  ],
  ['annotations that are no object', json({ ...good, annotations: 'x' })],
  ['an annotation that is a number', json({ ...good, annotations: { x: 1 } })],
  ['a subject that is no descriptor', json({ ...good, subject: 'sha256:x' })],
  ['a subject that climbs', json({ ...good, subject: { ...blob, digest: 'sha256:../../x' } })],
  ['an artifactType that is a number', json({ ...good, artifactType: 1 })],
  ['another mediaType than its Content-Type', json({ ...good, mediaType: mediaTypes.index })],
  ['both layers and manifests', json({ ...good, manifests: [] })],
])('a manifest that is or has %s is MANIFEST_INVALID', async (_, body) => {
  await expectRefused(body);
});

test.each([
  ['schemaVersion', json(good).replace('"schemaVersion":2', '"schemaVersion":1,"schemaVersion":2')],
  ['layers', withField('layers', '[]')],
  ['layers, one of them escaped', json(good).replace(/}$/, ',"lay\\u0065rs":[]}')],
  [
    'a digest inside a layer',
    json(good).replace(`"digest":"${blob.digest}"`, `"digest":"sha256:x","digest":"${blob.digest}"`),
  ],
  ['a key in annotations', withField('annotations', '{"a":"1","a":"2"}')],
])('a manifest with %s twice is refused: parsers would not agree on what it says', async (_, body) => {
  await expectRefused(body);
});

test.each([
  ['annotations', withField('annotations', nested(200_000))],
  ['an unknown field', withField('x', nested(200_000))],
  ['objects', withField('x', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)],
  ['brackets that never close', withField('x', '['.repeat(1_000_000))],
])('a manifest nested very deep in %s is refused', async (_, body) => {
  await expectRefused(body);
});

test.each([
  [
    'a stray byte',
    Buffer.concat([Buffer.from('{"schemaVersion":2,"x":"'), Buffer.from([0xff]), Buffer.from('"}')]),
  ],
  ['an overlong form', Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])],
  [
    'half a character',
    Buffer.concat([
      Buffer.from(json(good).slice(0, -1)),
      Buffer.from(',"x":"'),
      Buffer.from([0xe2, 0x82]),
      Buffer.from('"}'),
    ]),
  ],
  ['UTF-16', Buffer.from(json(good), 'utf16le')],
])('a manifest that is not UTF-8 (%s) is refused', async (_, body) => {
  await expectRefused(body);
});

test.each([
  ...[
    'text/html',
    'application/octet-stream',
    'image/png',
    'application/json; charset',
    'x',
    '/',
    '*/*',
    ',',
  ],
  ...[
    'application/vnd.docker.distribution.manifest.v1+prettyjws',
    'application/vnd.oci.image.config.v1+json',
    mediaTypes.index,
  ],
  `${mediaTypes.manifest}, text/html`,
])('a manifest with the Content-Type %j is refused', async (mediaType) => {
  await expectRefused(json(good), mediaType);
});

test('parameters of the Content-Type are not kept', async () => {
  const repository = victim.repository(name);
  const body = json({ ...good, annotations: { parameters: 'none' } });
  expect(
    (await repository.putManifest('v1', body, `${mediaTypes.manifest}; charset=utf-8; x="<script>"`)).status,
  ).toBe(201);
  expect((await repository.getManifest('v1')).header('content-type')).toBe(mediaTypes.manifest);
  expect((await repository.deleteManifest(digestOf(body))).status).toBe(202);
});

test('a manifest whose content is missing is MANIFEST_BLOB_UNKNOWN and says what is missing', async () => {
  const missing = describeContent('never pushed', mediaTypes.layer);
  const bodies: [string | Uint8Array, string][] = [
    [json({ ...good, layers: [blob, missing] }), mediaTypes.manifest],
    [json({ ...good, config: { ...missing, mediaType: mediaTypes.config } }), mediaTypes.manifest],
    [imageIndex([Buffer.from('never pushed')]), mediaTypes.index],
    // A blob is no manifest, though its bytes are there.
    [imageIndex([config]), mediaTypes.index],
  ];
  for (const [body, mediaType] of bodies) await expectRefused(body, mediaType, ['MANIFEST_BLOB_UNKNOWN']);
  const answer = await victim.repository(name).putManifest('v1', json({ ...good, layers: [missing] }));
  expect(String(answer.body)).toContain(missing.digest);
});

test('a manifest that only another repository could complete is refused', async () => {
  const repository = victim.repository('team/other');
  const answer = await repository.putManifest('v1', json(good));
  expectRefusal(answer, 400, 'MANIFEST_BLOB_UNKNOWN');
});

test('a manifest that states wrong sizes is refused', async () => {
  for (const size of [0, blob.size - 1, blob.size + 1, Number.MAX_SAFE_INTEGER]) {
    await expectRefused(json({ ...good, layers: [{ ...blob, size }] }), mediaTypes.manifest, [
      'MANIFEST_INVALID',
      'SIZE_INVALID',
    ]);
  }
});

test('a manifest under a digest that is not its own is refused', async () => {
  const repository = victim.repository(name);
  for (const body of [json(good), `${json(good)} `]) {
    const other = digestOf(`${body}!`);
    expectRefusal(await repository.putManifest(other, body), 400, 'DIGEST_INVALID');
    expect((await repository.headManifest(other)).status).toBe(404);
  }
});

test('fields that nobody knows, odd spacing and strange names are kept byte for byte', async () => {
  const repository = victim.repository(name);
  const bodies = [
    `\n\t ${JSON.stringify(good, null, 7)}\r\n`,
    withField('__proto__', '{"admin":true}'),
    withField('constructor', '{"prototype":{"x":1}}'),
    withField('toString', '1e400'),
    withField('x', '123456789012345678901234567890.10'),
    withField('annotations', '{"__proto__":"x","<script>":"\\u0000\\ud800 🐳"}'),
    withField('x', nested(20)),
  ];
  for (const body of bodies) {
    const digest = digestOf(body);
    expect((await repository.putManifest('odd', body)).status, body.slice(-60)).toBe(201);
    expect(String((await repository.getManifest('odd')).body)).toBe(body);
    expect((await repository.deleteManifest(digest)).status).toBe(202);
    expect((await repository.headManifest('odd')).status).toBe(404);
  }
});

test.each([
  ['with its length', true],
  ['as a stream', false],
])('a manifest of 100 MB %s is refused with 413 early, and the memory stays flat', async (_, hasLength) => {
  const bytes = 100_000_000;
  const piece = Buffer.alloc(1_000_000, ' ');
  const before = residentBytes(victim.server.pid);
  const memory = watchMemory(victim.server.pid);
  const connection = await RawConnection.open(victim.port);
  const headers: [string, string][] = [
    ['Content-Type', mediaTypes.manifest],
    hasLength ? ['Content-Length', String(bytes)] : ['Transfer-Encoding', 'chunked'],
  ];
  await connection.send(requestHead({ method: 'PUT', target: `/v2/${name}/manifests/large`, headers }));
  let sentBytes = 0;
  const flood = (async () => {
    while (sentBytes < bytes && (await connection.send(hasLength ? piece : chunk(piece))))
      sentBytes += piece.length;
  })();
  const answer = await connection.response('PUT');
  expectRefusal(answer, 413, 'SIZE_INVALID');
  await flood;
  connection.destroy();
  expect(sentBytes).toBeLessThan(bytes / 2);
  expect(memory.stop() - before).toBeLessThan(64_000_000);
});

test('twenty manifests of the greatest size at once are answered, and the memory comes to rest', async () => {
  const before = residentBytes(victim.server.pid);
  const memory = watchMemory(victim.server.pid);
  const layers = Array.from({ length: 25_000 }, () => blob);
  const body = json({ ...good, layers });
  expect(body.length).toBeLessThan(4 * 1024 * 1024);
  const repository = victim.repository(name);
  const answers = await Promise.all(Array.from({ length: 20 }, () => repository.putManifest('many', body)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  expect(memory.stop() - before).toBeLessThan(400_000_000);
  expect((await repository.deleteManifest(digestOf(body))).status).toBe(202);
});

test('nothing of all that was refused is in the repository', async () => {
  expect(await victim.repository(name).tags()).toBeUndefined();
});
