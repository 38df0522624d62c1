import { gzipSync } from 'node:zlib';
import {
  describeContent,
  digestOf,
  imageIndex,
  imageManifest,
  mediaTypes,
} from '../../tests/harness/content';
import { expectStatus, type RepositoryClient } from '../../tests/harness/push';
import { tarOf } from '../../tests/harness/tar-layer';

/** What an image is made of. */
export interface ImageRecipe {
  /** The lines of its Dockerfile that make a layer, each with the size of that layer in KiB. */
  steps: [line: string, kib: number][];
  env?: string[];
  labels?: Record<string, string>;
  createdAt?: string;
}

/** A manifest that was pushed. */
export interface PushedManifest {
  bytes: Buffer;
  digest: string;
}

/** What a line of a Dockerfile leaves in a layer: the files that fill it, and short ones beside them. */
const contents: readonly { line: RegExp; large: string[]; small: Record<string, string> }[] = [
  {
    line: /^ADD /,
    large: ['usr/bin/bash', 'usr/lib/x86_64-linux-gnu/libc.so.6', 'usr/lib/x86_64-linux-gnu/libssl.so.3'],
    small: { 'etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n', 'etc/hostname': 'debian\n' },
  },
  {
    line: /^RUN apt-get /,
    large: ['var/cache/apt/pkgcache.bin', 'etc/ssl/certs/ca-certificates.crt', 'usr/bin/openssl'],
    small: { 'var/log/dpkg.log': '2026-11-20 09:28:04 install ca-certificates\n' },
  },
  {
    line: /node_modules/,
    large: ['app/node_modules/next/dist/server.js', 'app/node_modules/react-dom/index.js'],
    small: {
      'app/package-lock.json': '{\n  "lockfileVersion": 3\n}\n',
      'var/cache/apt/.wh.pkgcache.bin': '',
    },
  },
];
const others = { large: ['app/dist/server.js', 'app/dist/worker.js'], small: { 'etc/hostname': 'app\n' } };

/** A layer of about this size, which no compression makes smaller, the same for the same words. */
async function layerOf(architecture: string, line: string, kib: number): Promise<Buffer> {
  const { large, small } = contents.find((one) => one.line.test(line)) ?? others;
  const bytes = noiseOf(`${architecture} ${line}`, kib);
  const share = Math.ceil(bytes.length / large.length);
  const entries = Object.fromEntries(
    large.map((name, at) => [
      name,
      { content: bytes.subarray(at * share, (at + 1) * share), mode: name.includes('bin/') ? 0o755 : 0o644 },
    ]),
  );
  return gzipSync(await tarOf({ ...entries, ...small }), { level: 1 });
}

function noiseOf(words: string, kib: number): Buffer {
  const bytes = Buffer.alloc(kib * 1024);
  let state = [...words].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, 7);
  for (let at = 0; at < bytes.length; at++) {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

/** Pushes the blobs of an image and its manifest under its digest. Equal steps give equal layers. */
export async function pushPlatform(
  client: RepositoryClient,
  architecture: string,
  recipe: ImageRecipe,
): Promise<PushedManifest> {
  const layers = await Promise.all(recipe.steps.map(([line, kib]) => layerOf(architecture, line, kib)));
  const created = recipe.createdAt ?? '2026-11-20T09:30:00Z';
  const config = JSON.stringify({
    architecture,
    os: 'linux',
    created,
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...(recipe.env ?? [])],
      Entrypoint: ['/usr/local/bin/entrypoint'],
      Cmd: ['serve'],
      ExposedPorts: { '8080/tcp': {} },
      User: 'app',
      Labels: recipe.labels ?? {},
    },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => digestOf(layer)) },
    history: [
      ...recipe.steps.map(([created_by]) => ({ created, created_by })),
      { created, created_by: 'CMD ["serve"]', empty_layer: true },
    ],
  });
  for (const blob of [config, ...layers]) await client.pushBlob(blob);
  const gzip = layers.map((layer) => describeContent(layer, `${mediaTypes.layer}+gzip`));
  const bytes = imageManifest(config, [], { layers: gzip, annotations: recipe.labels });
  return await put(client, digestOf(bytes), bytes);
}

/** What BuildKit says of a build. */
function provenanceOf(name: string, digest: string): string {
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    predicateType: 'https://slsa.dev/provenance/v1',
    subject: [{ name: `pkg:docker/${name}`, digest: { sha256: digest.replace('sha256:', '') } }],
    predicate: {
      buildDefinition: {
        buildType: 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
        externalParameters: {
          configSource: { path: 'Dockerfile' },
          request: { args: { target: 'release' } },
        },
        resolvedDependencies: [
          {
            uri: 'pkg:docker/debian@bookworm-slim',
            digest: { sha256: digestOf(name).replace('sha256:', '') },
          },
        ],
      },
      runDetails: {
        builder: { id: 'https://ci.example.com/platform/api/runs/1284' },
        metadata: { startedOn: '2026-11-20T09:28:04Z', finishedOn: '2026-11-20T09:30:00Z' },
      },
    },
  });
}

/** Pushes an image for several platforms, with the attestation that BuildKit adds for each. */
export async function pushMultiPlatform(
  client: RepositoryClient,
  tag: string,
  architectures: readonly string[],
  recipe: ImageRecipe,
): Promise<PushedManifest> {
  const images = [];
  const attestations = [];
  for (const architecture of architectures) {
    const image = await pushPlatform(client, architecture, recipe);
    const platform = { os: 'linux', architecture };
    images.push({ ...describeContent(image.bytes, mediaTypes.manifest), platform });
    const predicate = provenanceOf(client.name, image.digest);
    await client.pushBlob(predicate);
    await client.pushBlob('{}');
    const layer = describeContent(predicate, 'application/vnd.in-toto+json');
    const attestation = imageManifest('{}', [], { layers: [layer] });
    await put(client, digestOf(attestation), attestation);
    attestations.push({
      ...describeContent(attestation, mediaTypes.manifest),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': image.digest,
      },
    });
  }
  const index = imageIndex([], { manifests: [...images, ...attestations] });
  return await put(client, tag, index, mediaTypes.index);
}

/** Pushes something that refers to a manifest: a signature, a list of packages. */
export async function pushReferrer(
  client: RepositoryClient,
  subject: PushedManifest,
  artifactType: string,
  content: string,
): Promise<PushedManifest> {
  await client.pushBlob('{}');
  await client.pushBlob(content);
  const mediaType =
    JSON.parse(String(subject.bytes)).manifests === undefined ? mediaTypes.manifest : mediaTypes.index;
  const bytes = imageManifest('{}', [], {
    artifactType,
    config: describeContent('{}', mediaTypes.empty),
    layers: [describeContent(content, artifactType)],
    subject: describeContent(subject.bytes, mediaType),
  });
  return await put(client, digestOf(bytes), bytes);
}

/** Pushes a manifest. */
export async function put(
  client: RepositoryClient,
  reference: string,
  bytes: Buffer,
  mediaType: string = mediaTypes.manifest,
): Promise<PushedManifest> {
  expectStatus(`PUT of ${reference}`, await client.putManifest(reference, bytes, mediaType), 201);
  return { bytes, digest: digestOf(bytes) };
}
