import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ecKeys, issue } from '@/lib/content/testing/certificates';
import {
  bundleLayer,
  notationLayer,
  type SignatureLayer,
  signatureForms,
  simpleSigningLayer,
} from '@/lib/content/testing/signatures';
import type { Digest } from '@/lib/oci/digest';
import { describeContent, digestOf, imageIndex, imageManifest, mediaTypes } from '@/tests/harness/content';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { RepositoryClient } from '@/tests/harness/push';

const cosign = ecKeys();
const stranger = ecKeys();
const root = issue({ name: 'root' });
const leaf = issue({ name: 'signer', by: root, kind: 'leaf' });
const foreignLeaf = issue({ name: 'signer', by: issue({ name: 'root' }), kind: 'leaf' });

let folder: string;
let registry: PlainRegistry;
let client: RepositoryClient;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-signers-'));
  const [key, certificate] = [path.join(folder, 'cosign.pub'), path.join(folder, 'root.pem')];
  await writeFile(key, cosign.publicKey.export({ type: 'spki', format: 'pem' }));
  await writeFile(certificate, root.certificate.toString());
  const policies = [
    { name: 'images', repositories: ['team/*'], maxLayers: 2, foreignLayers: false },
    { repositories: ['team/strict'], requiredAnnotations: ['k=v*'], maxManifestSize: '1KiB' },
    {
      name: 'releases',
      repositories: ['team/*'],
      signedTags: ['v*', 'sha256-*'],
      signers: [key, certificate],
    },
  ];
  registry = await startPlainRegistry({ CYBERDOCK_CONTENT_POLICIES: JSON.stringify(policies) });
  client = repository('team/app');
});
afterAll(async () => {
  client.http.close();
  await registry.close();
  await rm(folder, { recursive: true });
});

function repository(name: string): RepositoryClient {
  return new RepositoryClient(client?.http ?? registry.port, name);
}

const told = (answer: { status: number; body: Buffer }) => {
  const [error] = JSON.parse(String(answer.body)).errors;
  return { status: answer.status, code: error.code, message: error.message, detail: error.detail };
};

/** An image that differs from all others, with its blobs pushed. */
async function image(to: RepositoryClient, text: string, layers = ['one']): Promise<Buffer> {
  for (const blob of ['{}', ...layers]) await to.pushBlob(blob);
  return imageManifest('{}', layers, { annotations: { text } });
}

/** Pushes a signature of a manifest, as its tool does. */
async function pushSignature(
  to: RepositoryClient,
  subject: Buffer,
  { artifactType, refers }: { artifactType?: string; refers: boolean },
  layer: SignatureLayer,
): Promise<number> {
  for (const blob of ['{}', layer.bytes]) await to.pushBlob(blob);
  const { bytes, ...described } = layer;
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      artifactType,
      config: describeContent('{}', refers ? mediaTypes.empty : mediaTypes.config),
      layers: [{ ...describeContent(bytes, described.mediaType), annotations: described.annotations }],
      ...(refers && { subject: describeContent(subject, mediaTypes.manifest) }),
    }),
  );
  const tag = `${digestOf(subject).replace(':', '-')}.sig`;
  return (await to.putManifest(refers ? digestOf(manifest) : tag, manifest)).status;
}

describe('a manifest that breaks a policy', () => {
  test('is refused with the policy and what to do, and nothing of it is stored', async () => {
    const broken = repository('team/broken');
    const manifest = await image(broken, 'three', ['one', 'two', 'three']);
    for (const reference of ['latest', digestOf(manifest)]) {
      expect(told(await broken.putManifest(reference, manifest))).toEqual({
        status: 400,
        code: 'MANIFEST_INVALID',
        message:
          'the policy "images" (content.policies[0]) allows 2 layers, and this image has 3: build it in fewer steps',
        detail: [{ policy: 'the policy "images" (content.policies[0])', rule: 'maxLayers' }],
      });
    }
    expect((await broken.getManifest(digestOf(manifest))).status).toBe(404);
    const folders = path.join(registry.root, 'repositories/team/broken/manifests');
    expect(await readdir(folders).catch(() => [])).toEqual([]);
    expect(await readdir(path.join(registry.root, 'temp'), { recursive: true })).not.toContainEqual(
      expect.stringContaining('.tmp'),
    );
  });

  test('is told all that every policy has against it', async () => {
    const strict = repository('team/strict');
    const manifest = await image(strict, 'x', ['1', '2', '3']);
    const { code, message, detail } = told(await strict.putManifest('latest', manifest));
    expect(code).toBe('MANIFEST_INVALID');
    expect(message).toContain('content.policies[0]');
    expect(message).toContain('the policy (content.policies[1]) asks for the annotation "k"');
    expect(detail).toHaveLength(2);
  });

  test('of too many bytes is refused with SIZE_INVALID', async () => {
    const strict = repository('team/strict');
    await strict.pushBlob('{}');
    const manifest = imageManifest('{}', [], { annotations: { k: `v${'x'.repeat(1000)}` } });
    expect(told(await strict.putManifest('latest', manifest))).toMatchObject({
      status: 413,
      code: 'SIZE_INVALID',
    });
  });

  test('is welcome in a repository that no policy is about', async () => {
    const free = repository('free/app');
    const manifest = await image(free, 'three', ['one', 'two', 'three']);
    expect((await free.putManifest('v1', manifest)).status).toBe(201);
  });
});

describe('a tag that must be signed', () => {
  test('can not be set to an image without a signature: the refusal says how to go on', async () => {
    const manifest = await image(client, 'unsigned');
    expect(told(await client.putManifest('v1', manifest))).toEqual({
      status: 403,
      code: 'DENIED',
      message: `the policy "releases" (content.policies[2]) lets the tag v1 point only to what its signers have signed, and ${digestOf(manifest)} has no such signature here: push the image under another tag or by its digest, sign it with cosign or notation, then push this tag again`,
      detail: [{ policy: 'the policy "releases" (content.policies[2])', rule: 'signedTags' }],
    });
    expect((await client.headManifest('v1')).status).toBe(404);
    expect((await client.headManifest(digestOf(manifest))).status).toBe(404);
  });

  const forms: [
    keyof typeof signatureForms,
    (subject: Digest) => SignatureLayer | Promise<SignatureLayer>,
  ][] = [
    ['cosign', (subject) => simpleSigningLayer(subject, cosign.privateKey)],
    ['cosign by referrer', (subject) => simpleSigningLayer(subject, cosign.privateKey)],
    ['bundle', (subject) => bundleLayer(subject, cosign.privateKey)],
    ['notation', (subject) => notationLayer(subject, leaf, [leaf, root])],
  ];

  test.each(forms)('is pushed, signed and set with a signature of the form: %s', async (form, layerOf) => {
    const manifest = await image(client, `signed by ${form}`);
    const digest = digestOf(manifest) as Digest;
    expect((await client.putManifest('candidate', manifest)).status).toBe(201);
    expect((await client.putManifest('v2', manifest)).status).toBe(403);
    expect(await pushSignature(client, manifest, signatureForms[form], await layerOf(digest))).toBe(201);
    expect((await client.putManifest('v2', manifest)).status).toBe(201);
    expect((await client.headManifest('v2')).header('docker-content-digest')).toBe(digest);
    expect(
      (
        await repository('team/other').putManifest(
          'v2',
          await image(repository('team/other'), `signed by ${form}`),
        )
      ).status,
    ).toBe(403);
  });

  test.each<
    [string, keyof typeof signatureForms, (subject: Digest) => SignatureLayer | Promise<SignatureLayer>]
  >([
    ['another key', 'cosign', (subject) => simpleSigningLayer(subject, stranger.privateKey)],
    [
      'the signature of another image',
      'cosign',
      () => simpleSigningLayer(digestOf('other') as Digest, cosign.privateKey),
    ],
    ['another authority', 'notation', (subject) => notationLayer(subject, foreignLeaf, [foreignLeaf, root])],
    ['a bundle by another key', 'bundle', (subject) => bundleLayer(subject, stranger.privateKey)],
  ])('is not set with %s', async (what, form, layerOf) => {
    const manifest = await image(client, `badly signed: ${what}`);
    const layer = await layerOf(digestOf(manifest) as Digest);
    expect(await pushSignature(client, manifest, signatureForms[form], layer)).toBe(201);
    expect((await client.putManifest('v3', manifest)).status).toBe(403);
  });

  test('can be set once a signature is there that came before the image', async () => {
    const early = repository('team/early');
    const manifest = await image(early, 'early');
    const layer = simpleSigningLayer(digestOf(manifest) as Digest, cosign.privateKey);
    expect(await pushSignature(early, manifest, signatureForms.cosign, layer)).toBe(201);
    expect((await early.putManifest('v1', manifest)).status).toBe(201);
  });

  test('refuses a push of several tags whole, if it is one of them', async () => {
    const manifest = await image(client, 'several');
    const answer = await client.putManifest(`${digestOf(manifest)}?tag=a&tag=v4&tag=b`, manifest);
    expect(told(answer)).toMatchObject({ status: 403, code: 'DENIED' });
    for (const tag of ['a', 'v4', 'b']) expect((await client.headManifest(tag)).status).toBe(404);
  });

  test('needs a signature of the index itself, not of its images', async () => {
    const manifest = await image(client, 'part');
    const layer = simpleSigningLayer(digestOf(manifest) as Digest, cosign.privateKey);
    await pushSignature(client, manifest, signatureForms.cosign, layer);
    expect((await client.putManifest(digestOf(manifest), manifest)).status).toBe(201);
    const index = imageIndex([manifest]);
    expect((await client.putManifest('v5', index, mediaTypes.index)).status).toBe(403);
    const own = simpleSigningLayer(digestOf(index) as Digest, cosign.privateKey);
    await pushSignature(client, index, signatureForms.cosign, own);
    expect((await client.putManifest('v5', index, mediaTypes.index)).status).toBe(201);
  });

  test('is not got around by an image under the tag of a signature', async () => {
    const manifest = await image(client, 'disguised');
    const tag = `${digestOf('anything').replace(':', '-')}.sig`;
    expect((await client.putManifest(tag, manifest)).status).toBe(403);
  });

  test('is set though many false signatures lie before the right one', async () => {
    const manifest = await image(client, 'piled up');
    const subject = digestOf(manifest) as Digest;
    for (let at = 0; at < 30; at++) {
      const layer = bundleLayer(subject, stranger.privateKey);
      expect(await pushSignature(client, manifest, signatureForms.bundle, layer)).toBe(201);
    }
    const layer = bundleLayer(subject, cosign.privateKey);
    expect(await pushSignature(client, manifest, signatureForms.bundle, layer)).toBe(201);
    expect((await client.putManifest('v6', manifest)).status).toBe(201);
  });
});
