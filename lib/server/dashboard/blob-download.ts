import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { requireShown } from '@/lib/dashboard/images/shown-manifest';
import { toSegment } from '@/lib/dashboard/repository-path';
import type { RepositoryScope } from '@/lib/dashboard/repository-scope';
import { attachment } from '@/lib/http/attachment';
import type { Exchange } from '@/lib/http/exchange';
import { parseRange } from '@/lib/http/range';
import { json, type Reply } from '@/lib/http/reply';
import type { Digest } from '@/lib/oci/digest';
import type { ManifestReference } from '@/lib/oci/manifest';
import { isUnmodified, rangeOf } from '@/lib/registry/conditions';

const titleKey = 'org.opencontainers.image.title';

/** How a file ends that holds a blob of a media type, the first that is true. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/tar[+.]gzip|\.tar\.gz$|rootfs\.diff\.tar\.gzip|tar\+gzip/, '.tar.gz'],
  [/tar\+zstd/, '.tar.zst'],
  [/\btar\b/, '.tar'],
  [/[+/]json\b/, '.json'],
];

/**
 * A blob that a manifest names, as a file that a browser saves: a config, a layer, a file of an artifact. Ranges are given as
 * `/v2` gives them, which the cookie of a session does not open.
 * @throws DashboardProblem 404 when the manifest names no such blob, or the repository does not hold it
 */
export async function blobDownload(
  scope: RepositoryScope,
  manifest: Digest,
  text: string,
  exchange: Exchange,
): Promise<Reply> {
  const { storage, repository } = scope;
  const shown = requireShown(await storage.manifests.read(repository, manifest));
  const named = shown?.manifest.references.find(({ kind, digest }) => kind !== 'manifest' && digest === text);
  if (!shown || !named) throw new DashboardProblem(404, 'The manifest names no such blob.');
  const { digest } = named;
  const { headers } = exchange.request;
  const common = {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': attachment(fileNameOf(scope, named, titleOf(shown.fields, digest))),
    'Accept-Ranges': 'bytes',
    ETag: `"${digest}"`,
  };
  const opened = await storage.blobs.open(repository, digest);
  if (!opened) throw new DashboardProblem(404, 'This repository does not hold the blob.');
  const { size } = opened.stat;
  const range = parseRange(rangeOf(headers, digest), size);
  if (isUnmodified(headers, digest) || range.kind === 'unsatisfiable') {
    await opened.handle?.close();
    if (range.kind !== 'unsatisfiable') return { status: 304, headers: common };
    const problem = {
      error: { message: `The blob has ${size} bytes: ask for some of them.`, requestId: '' },
    };
    return json(416, problem, { 'Content-Range': `bytes */${size}` });
  }
  const isPart = range.kind === 'part';
  const [start, end] = isPart ? [range.start, range.end] : [0, size - 1];
  const bytes = end - start + 1;
  return {
    status: isPart ? 206 : 200,
    headers: {
      ...common,
      'Content-Length': bytes,
      ...(isPart && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
    },
    body: opened.bytes
      ? opened.bytes.subarray(start, end + 1)
      : { handle: opened.handle, start, bytes, sound: opened.sound },
  };
}

/** Under which name it is saved: its own, where it has one, else that of the repository with a part of its digest. */
function fileNameOf(
  { repository }: RepositoryScope,
  blob: ManifestReference,
  title: string | undefined,
): string {
  if (title !== undefined && title.trim() !== '') return title;
  const [, hash = ''] = blob.digest.split(':');
  const ending = endings.find(([type]) => type.test(blob.mediaType))?.[1] ?? '.bin';
  return `${toSegment(repository).replaceAll('~', '-')}-${hash.slice(0, 12)}${ending}`;
}

/** The title of a layer, as the document says it. */
function titleOf(fields: Readonly<Record<string, unknown>>, digest: string): string | undefined {
  const layers = Array.isArray(fields.layers) ? (fields.layers as Record<string, unknown>[]) : [];
  const annotations = layers.find((layer) => layer?.digest === digest)?.annotations;
  if (typeof annotations !== 'object' || annotations === null) return undefined;
  const title = Object.entries(annotations).find(([key]) => key === titleKey)?.[1];
  return typeof title === 'string' ? title : undefined;
}
