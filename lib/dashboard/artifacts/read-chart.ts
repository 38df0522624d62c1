import { Readable } from 'node:stream';
import type { Manifest, ManifestReference } from '@/lib/oci/manifest';
import { readConfig } from '../images/read-config';
import type { RepositoryScope } from '../repository-scope';
import type { ChartView, UnreadReason } from './artifact-contracts';
import { type ChartFiles, readChartArchive } from './chart-archive';

/** The media types of a chart: of its config, and of the layer that is its archive (Helm, "OCI-based registries"). */
const configMediaType = 'application/vnd.cncf.helm.config.v1+json';
const archiveMediaType = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

const configBytesMax = 256 * 1024;
const archiveBytesMax = 32 * 1024 * 1024;
const listMax = 100;
const wordLengthMax = 2_048;

/** What a Helm chart is and holds; `undefined` when the manifest is none. */
export async function readChart(scope: RepositoryScope, manifest: Manifest): Promise<ChartView | undefined> {
  const config = manifest.references.find(({ kind }) => kind === 'config');
  if (config?.mediaType !== configMediaType) return undefined;
  const archive = manifest.references.find(({ mediaType }) => mediaType === archiveMediaType);
  const document = await readConfig(scope.storage, scope.repository, config.digest, configBytesMax);
  return { ...metadataOf(document ?? {}), ...(await filesOf(scope, archive)) };
}

type Files = Pick<ChartView, 'values' | 'readme' | 'unread'>;

async function filesOf(
  { storage, repository }: RepositoryScope,
  archive: ManifestReference | undefined,
): Promise<Files> {
  const nothing = (unread: UnreadReason) => ({ values: null, readme: null, unread });
  const opened = archive && (await storage.blobs.open(repository, archive.digest));
  if (!opened) return nothing('absent');
  if (opened.bytes) return toFiles(await readChartArchive(Readable.from([opened.bytes])));
  try {
    if (opened.stat.size > archiveBytesMax) return nothing('large');
    const files = await readChartArchive(opened.handle.createReadStream({ autoClose: false, start: 0 }));
    return (await opened.sound) ? toFiles(files) : nothing('absent');
  } finally {
    await opened.handle.close();
  }
}

function toFiles({ values, readme, isWhole }: ChartFiles): Files {
  return { values, readme, unread: isWhole ? null : 'malformed' };
}

/** The `Chart.yaml` of a chart, which its config repeats as JSON. */
function metadataOf(document: Record<string, unknown>): Omit<ChartView, keyof Files> {
  return {
    name: word(document.name),
    version: word(document.version),
    appVersion: word(document.appVersion),
    description: word(document.description),
    kubeVersion: word(document.kubeVersion),
    home: word(document.home),
    maintainers: objects(document.maintainers).map((one) => ({
      name: word(one.name) ?? '',
      email: word(one.email),
    })),
    dependencies: objects(document.dependencies).map((one) => ({
      name: word(one.name) ?? '',
      version: word(one.version),
      repository: word(one.repository),
    })),
  };
}

function word(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, wordLengthMax) : null;
}

function objects(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, listMax).filter((one) => typeof one === 'object' && one !== null);
}
