import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { mediaTypes } from '@/lib/oci/media-types';
import {
  openStorage,
  pushBlob,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { ImageSummaries } from '../images/image-summary';
import type { RepositoryScope } from '../repository-scope';
import { artifactContent } from './artifact-contracts';
import { readArtifactContent } from './read-artifact-content';

const app = repositoryOf('team/app');

async function open() {
  const { storage } = await openStorage(await temporaryFolder());
  const scopeIn = (repository = app): RepositoryScope => ({
    storage,
    summaries: new ImageSummaries(storage),
    repository,
    may: () => true,
    sees: () => true,
  });
  const push = async (
    layers: { mediaType: string; content: string | Buffer; title?: string }[],
    { config = '{}', configType = mediaTypes.empty as string, ...more }: Record<string, string> = {},
  ) => {
    const descriptors = [];
    for (const { mediaType, content, title } of layers)
      descriptors.push({
        mediaType,
        digest: await pushBlob(storage, app, content),
        size: Buffer.byteLength(content),
        ...(title !== undefined && { annotations: { 'org.opencontainers.image.title': title } }),
      });
    const digest = await pushBlob(storage, app, config);
    return await pushManifest(storage, app, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: { mediaType: configType, digest, size: config.length },
      layers: descriptors,
      ...more,
    });
  };
  return { storage, scopeIn, push };
}

const sbomOf = (count: number, length = 10) =>
  JSON.stringify({
    spdxVersion: 'SPDX-2.3',
    packages: Array.from({ length: count }, (_, at) => ({
      name: `p${String(at).padStart(length, '0')}`,
    })),
  });

describe('readArtifactContent', () => {
  it('reads the SBOM of a referrer, and nothing through another repository', async () => {
    const { scopeIn, push } = await open();
    const digest = await push([{ mediaType: 'application/spdx+json', content: sbomOf(2), title: 'sbom' }], {
      artifactType: 'application/spdx+json',
    });
    const content = await readArtifactContent(scopeIn(), digest);
    expect(artifactContent.parse(content)).toEqual(content);
    expect(content).toMatchObject({
      kind: 'sbom',
      chart: null,
      parts: [{ title: 'sbom', unread: null, packages: { total: 2 } }],
    });
    expect(await readArtifactContent(scopeIn(repositoryOf('team/other')), digest)).toBeUndefined();
  });

  it('knows what BuildKit pushes as an image for an attestation', async () => {
    const { scopeIn, push } = await open();
    const content = JSON.stringify({ _type: 'https://in-toto.io/Statement/v0.1', predicateType: 'x' });
    const digest = await push([{ mediaType: 'application/vnd.in-toto+json', content }], {
      configType: mediaTypes.ociConfig,
    });
    expect(await readArtifactContent(scopeIn(), digest)).toMatchObject({
      kind: 'attestation',
      parts: [{ statement: { predicateType: 'x' } }],
    });
  });

  it('says why it does not read a file', async () => {
    const { storage, scopeIn, push } = await open();
    const large = sbomOf(600_000);
    expect(large.length).toBeGreaterThan(8 * 1024 ** 2);
    const gone = 'gone{}';
    const digest = await push(
      [
        { mediaType: 'application/spdx+json', content: large },
        { mediaType: 'application/spdx+json', content: 'no JSON' },
        { mediaType: 'application/json', content: gone },
        { mediaType: 'application/octet-stream', content: 'bytes', title: 'a.bin' },
      ],
      { artifactType: 'application/vnd.example' },
    );
    const { driver, paths } = storage.parts;
    const lost = (await readArtifactContent(scopeIn(), digest))?.parts[2]?.digest as never;
    await driver.remove(paths.blob(app, lost));
    const content = await readArtifactContent(scopeIn(), digest);
    expect(content?.parts.map(({ unread }) => unread)).toEqual(['large', 'malformed', 'absent', 'other']);
  });

  it('reads no more of a manifest than it may, however many files it names', async () => {
    const { scopeIn, push } = await open();
    const files = Array.from({ length: 120 }, (_, at) => ({
      mediaType: 'application/spdx+json',
      content: sbomOf(300, 8 + at),
    }));
    const digest = await push(files, { artifactType: 'application/spdx+json' });
    const content = await readArtifactContent(scopeIn(), digest);
    expect(content?.parts).toHaveLength(100);
    expect(content?.partsOmitted).toBe(20);
    const shown = content?.parts.map(({ packages }) => packages?.packages.length ?? 0) ?? [];
    expect(shown.reduce((sum, one) => sum + one, 0)).toBe(5_000);
    expect(content?.parts.filter(({ unread }) => unread === null)).toHaveLength(20);
  });

  it.each([
    ['small', 0],
    ['large', 3 * 1024 ** 2],
  ])('reads a %s chart from its config and its archive', async (_size, more) => {
    const { scopeIn, push } = await open();
    const archive = pack();
    archive.entry({ name: 'app/values.yaml' }, 'replicas: 1');
    archive.entry({ name: 'app/more' }, randomBytes(more));
    archive.entry({ name: 'app/README.md' }, '# app');
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive) chunks.push(chunk as Buffer);
    const digest = await push(
      [
        {
          mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
          content: gzipSync(Buffer.concat(chunks)),
        },
      ],
      {
        configType: 'application/vnd.cncf.helm.config.v1+json',
        config: JSON.stringify({
          name: 'app',
          version: '1.2.3',
          maintainers: [{ name: 'A', email: 'a@example.com' }, 7, null],
          dependencies: [{ name: 'db', version: '^1', repository: 'https://example.com' }],
        }),
      },
    );
    expect(await readArtifactContent(scopeIn(), digest)).toMatchObject({
      kind: 'helm chart',
      chart: {
        name: 'app',
        version: '1.2.3',
        appVersion: null,
        maintainers: [{ name: 'A', email: 'a@example.com' }],
        dependencies: [{ name: 'db', version: '^1', repository: 'https://example.com' }],
        values: 'replicas: 1',
        readme: '# app',
        unread: null,
      },
    });
  });
});
