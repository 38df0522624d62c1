import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import {
  type Descriptor,
  describeContent,
  digestOf,
  imageIndex,
  imageManifest,
  mediaTypes,
} from '../../tests/harness/content';
import type { HttpClient } from '../../tests/harness/http-client';
import { RepositoryClient } from '../../tests/harness/push';
import { type ImageRecipe, pushMultiPlatform, pushPlatform, pushReferrer, put } from './build-image';

/** What the screens that show one thing look at. */
export interface Shown {
  repository: string;
  tag: string;
  index: string;
  image: string;
  olderImage: string;
  sbom: string;
  provenance: string;
  signature: string;
  chart: string;
}

const base: ImageRecipe['steps'] = [
  ['ADD debian-bookworm-slim.tar.xz /', 2900],
  ['RUN apt-get update && apt-get install -y ca-certificates', 640],
];

/** The image of a service in one of its versions: only the last layer is new in each. */
function service(name: string, version: string): ImageRecipe {
  return {
    steps: [
      ...base,
      ['COPY package-lock.json node_modules /app/', 1800],
      [`COPY dist /app/dist # ${name} ${version}`, 420],
    ],
    env: ['NODE_ENV=production', 'LOG_LEVEL=info', 'DATABASE_PASSWORD=not-really'],
    labels: {
      'org.opencontainers.image.title': name,
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.source': `https://git.example.com/platform/${name}`,
    },
  };
}

/** Pushes what a company of some teams has in its registry. */
export async function fillCompany(http: HttpClient): Promise<Shown> {
  const api = new RepositoryClient(http, 'platform/api');
  const platforms = ['amd64', 'arm64'];
  for (const version of ['1.9.0', '1.10.0', '2.0.0-rc.1', '2.0.0']) {
    await pushMultiPlatform(api, version, platforms, service('api', version));
  }
  const shown = await pushMultiPlatform(api, '2.1.0', platforms, service('api', '2.1.0'));
  for (const tag of ['2.1', '2', 'latest']) await put(api, tag, shown.bytes, mediaTypes.index);
  const signature = 'application/vnd.dev.cosign.artifact.sig.v1+json';
  const signed = await pushReferrer(api, shown, signature, signatureOf(shown.digest));
  const image = await pushPlatform(api, 'amd64', service('api', '2.1.0'));
  const olderImage = await pushPlatform(api, 'amd64', service('api', '2.0.0'));
  const sbom = await pushReferrer(api, image, 'application/spdx+json', packagesOf('3.0.15', 140));
  await pushReferrer(api, olderImage, 'application/spdx+json', packagesOf('3.0.13', 138));
  const chart = await fillOthers(http);
  for (const tag of ['1.9.0', '2.0.0-rc.1']) await api.deleteManifest(tag);
  return {
    repository: api.name,
    tag: 'latest',
    index: shown.digest,
    image: image.digest,
    olderImage: olderImage.digest,
    sbom: sbom.digest,
    provenance: attestationsOf(shown.bytes)[0] ?? '',
    signature: signed.digest,
    chart,
  };
}

async function fillOthers(http: HttpClient): Promise<string> {
  for (const [name, tags] of Object.entries({
    'platform/web': ['3.4.1', '3.4.2', 'latest'],
    'platform/worker': ['0.9.0', 'latest'],
    'data/notebook': ['2026-11', 'latest'],
    'library/debian': ['bookworm-slim'],
    'tools/builder': ['1', '1.4', 'edge'],
  })) {
    const client = new RepositoryClient(http, name);
    for (const tag of tags) {
      const { bytes } = await pushPlatform(client, 'amd64', service(name, tag));
      await put(client, tag, bytes);
    }
  }
  await pushEverywhere(new RepositoryClient(http, 'tools/everywhere'));
  await pushModel(new RepositoryClient(http, 'data/classifier'));
  return await pushChart(new RepositoryClient(http, 'charts/ingress'));
}

/** An index of a hundred platforms, and one that names it beside an image. */
async function pushEverywhere(client: RepositoryClient): Promise<void> {
  const platforms = ['linux', 'windows', 'freebsd', 'darwin'].flatMap((os) =>
    ['amd64', 'arm64', '386', 's390x', 'ppc64le'].flatMap((architecture) =>
      ['v1', 'v2', 'v3', 'v4', 'v5'].map((variant) => ({ os, architecture, variant })),
    ),
  );
  const manifests: Descriptor[] = [];
  for (const platform of platforms) {
    const config = JSON.stringify(platform);
    await client.pushBlob(config);
    const { bytes } = await put(client, digestOf(imageManifest(config, [])), imageManifest(config, []));
    manifests.push({ ...describeContent(bytes, mediaTypes.manifest), platform });
  }
  const all = await put(client, 'latest', imageIndex([], { manifests }), mediaTypes.index);
  const nested = [...manifests.slice(0, 3), describeContent(all.bytes, mediaTypes.index)];
  await put(client, 'nested', imageIndex([], { manifests: nested }), mediaTypes.index);
}

const readme = `# ingress

Routes traffic from outside to services. See [the handbook](https://handbook.example.com/ingress).

## Install

\`\`\`sh
helm install ingress oci://registry.example.com/charts/ingress --version 4.2.0
\`\`\`

## Values

| Name | What it is | Default |
| --- | --- | ---: |
| \`replicas\` | How many pods there are | \`2\` |
| \`service.port\` | Where it listens | \`443\` |

> Read the notes of version 4 before you upgrade from 3.
`;

async function pushChart(client: RepositoryClient): Promise<string> {
  const config = JSON.stringify({
    name: 'ingress',
    version: '4.2.0',
    appVersion: '1.14.0',
    description: 'Routes traffic',
    home: 'https://git.example.com/charts/ingress',
    maintainers: [{ name: 'Platform', email: 'platform@example.com' }],
    dependencies: [{ name: 'common', version: '^2.1.0', repository: 'oci://registry.example.com/charts' }],
  });
  const archive = pack();
  archive.entry(
    { name: 'ingress/values.yaml' },
    'replicas: 2\nservice:\n  type: LoadBalancer\n  port: 443\n',
  );
  archive.entry({ name: 'ingress/README.md' }, readme);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const chart = gzipSync(Buffer.concat(chunks));
  for (const blob of [config, chart]) await client.pushBlob(blob);
  const bytes = imageManifest('', [], {
    config: describeContent(config, 'application/vnd.cncf.helm.config.v1+json'),
    layers: [describeContent(chart, 'application/vnd.cncf.helm.chart.content.v1.tar+gzip')],
  });
  return (await put(client, '4.2.0', bytes)).digest;
}

async function pushModel(client: RepositoryClient): Promise<void> {
  const weights = Buffer.alloc(900_000, 'weights');
  for (const blob of ['{}', weights]) await client.pushBlob(blob);
  const bytes = imageManifest('{}', [], {
    artifactType: 'application/vnd.example.model.v1',
    config: describeContent('{}', mediaTypes.empty),
    layers: [describeContent(weights, 'application/vnd.example.model.weights')],
  });
  await put(client, 'v7', bytes);
}

/** An SBOM of a few packages that people know, and some more. */
function packagesOf(openssl: string, count: number): string {
  const known = [`openssl ${openssl} Apache-2.0`, 'zlib 1.2.13 Zlib', 'nodejs 20.20.2 MIT'];
  const more = Array.from(
    { length: count },
    (_, at) => `library-${at} 1.${at % 7}.0 ${at % 3 ? 'MIT' : 'BSD-3-Clause'}`,
  );
  return JSON.stringify({
    spdxVersion: 'SPDX-2.3',
    name: 'platform/api',
    packages: [...known, ...more].map((line, at) => {
      const [name, versionInfo, licenseConcluded] = line.split(' ');
      const referenceLocator = `pkg:${at < 3 ? 'deb/debian' : 'npm'}/${name}@${versionInfo}`;
      return {
        name,
        versionInfo,
        licenseConcluded,
        externalRefs: [{ referenceType: 'purl', referenceLocator }],
      };
    }),
  });
}

function signatureOf(digest: string): string {
  return JSON.stringify({
    critical: {
      type: 'cosign container image signature',
      image: { 'docker-manifest-digest': digest },
      identity: { 'docker-reference': 'registry.example.com/platform/api' },
    },
    optional: { pipeline: 'release' },
  });
}

/** The manifests of an index that say something of others. */
function attestationsOf(index: Buffer): string[] {
  const { manifests } = JSON.parse(index.toString()) as {
    manifests: { digest: string; platform: { os: string } }[];
  };
  return manifests.flatMap(({ digest, platform }) => (platform.os === 'unknown' ? [digest] : []));
}

/** Pushes many small things: repositories that fill pages, and one repository of many tags. */
export async function fillMany(
  http: HttpClient,
  counts: { repositories: number; tags: number },
): Promise<void> {
  const image = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [] },
  });
  const bytes = imageManifest(image, []);
  const push = async (repository: string, tags: string[]) => {
    const client = new RepositoryClient(http, repository);
    await client.pushBlob(image);
    await inLanes(16, tags, (tag) => put(client, tag, bytes));
  };
  const numbered = (count: number, name: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => name(at));
  await push(
    'ci/builds',
    numbered(counts.tags, (at) => `build-${10_000 + at}`),
  );
  await inLanes(
    8,
    numbered(counts.repositories, (at) => `team-${at % 20}/service-${String(at).padStart(5, '0')}`),
    (name) => push(name, ['latest']),
  );
}

/** Does a task for each item, so many at once. */
async function inLanes<T>(
  lanes: number,
  items: readonly T[],
  task: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await task(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
