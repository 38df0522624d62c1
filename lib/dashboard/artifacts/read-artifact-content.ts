import pLimit from 'p-limit';
import type { Digest } from '@/lib/oci/digest';
import type { ManifestReference } from '@/lib/oci/manifest';
import { mediaTypes } from '@/lib/oci/media-types';
import { DashboardProblem } from '../dashboard-problem';
import { pairs } from '../images/config-view';
import { kindOfManifest } from '../images/content-kind';
import { readBlob } from '../images/read-blob';
import { requireShown } from '../images/shown-manifest';
import type { RepositoryScope } from '../repository-scope';
import type { ArtifactContent, ArtifactPart, UnreadReason } from './artifact-contracts';
import { packagesMax } from './document-shape';
import { readChart } from './read-chart';
import { type DocumentView, readDocument } from './read-document';

/** Files that are listed, and what is read of all of them together. */
const partsMax = 100;
const readsMax = 20;
const bytesMax = 8 * 1024 * 1024;

/** Files that may be documents of a kind that is known here; what they are is seen when they are read. */
const readable = /[+/]json\b|in-toto|spdx|cyclonedx|dsse|sigstore\.bundle/i;
const archives = /\b(?:tar|gzip|zip|zstd)\b/i;

const nothing: DocumentView = { packages: null, vex: null, statement: null, signature: null, text: null };

/** Manifests whose files are read at a time, and those that wait. */
const turns = pLimit(2);
const waitingMax = 30;

/**
 * What a manifest that is no image holds, for people to read: SBOMs, attestations, signatures, charts, files. Only the blobs
 * that it names are read, each from the repository itself.
 * @returns undefined when the repository does not hold it, or holds something that is no manifest
 * @throws DashboardProblem 429 when too many wait, 413 when the manifest is larger than what is shown
 */
export async function readArtifactContent(
  scope: RepositoryScope,
  digest: Digest,
): Promise<ArtifactContent | undefined> {
  if (turns.pendingCount >= waitingMax)
    throw new DashboardProblem(429, 'Many files are being read now. Try again in a few seconds.', {
      code: 'busy',
      retryAfterS: 3,
    });
  return await turns(() => read(scope, digest));
}

async function read(scope: RepositoryScope, digest: Digest): Promise<ArtifactContent | undefined> {
  const { storage, repository } = scope;
  const stored = await storage.manifests.read(repository, digest);
  const shown = requireShown(stored);
  if (!shown) return undefined;
  const { manifest, fields } = shown;
  const chart = await readChart(scope, manifest);
  const layers = manifest.references.filter((one) => one.kind === 'layer' && !isEmpty(one));
  const annotations = annotationsOf(fields.layers);
  const parts: ArtifactPart[] = [];
  const room = { reads: readsMax, bytes: bytesMax, packages: packagesMax };
  for (const layer of layers.slice(0, partsMax)) {
    const pairsOfLayer = pairs(annotations.get(layer.digest));
    parts.push({
      digest: layer.digest,
      mediaType: layer.mediaType,
      bytes: layer.size,
      title: pairsOfLayer.find(({ name }) => name === 'org.opencontainers.image.title')?.value ?? null,
      annotations: pairsOfLayer,
      ...(await readPart(scope, layer, room)),
    });
  }
  return {
    repository,
    digest,
    kind: kindOfManifest(manifest),
    subject: manifest.subject?.digest ?? null,
    chart: chart ?? null,
    parts,
    partsOmitted: layers.length - parts.length,
  };
}

type Read = DocumentView & { unread: UnreadReason | null };

/** Reads one file. @param room what may still be read of the manifest's files, which becomes less */
async function readPart(
  { storage, repository }: RepositoryScope,
  { digest, mediaType }: ManifestReference,
  room: { reads: number; bytes: number; packages: number },
): Promise<Read> {
  if (!readable.test(mediaType) || archives.test(mediaType)) {
    const isThere = (await storage.blobs.find(repository, digest)) !== undefined;
    return { ...nothing, unread: isThere ? 'other' : 'absent' };
  }
  if (room.reads === 0) return { ...nothing, unread: 'large' };
  const bytes = await readBlob(storage, repository, digest, room.bytes);
  if (!bytes) return { ...nothing, unread: bytes === null ? 'large' : 'absent' };
  room.reads -= 1;
  room.bytes -= bytes.length;
  const document = await readDocument(bytes);
  if (!document) return { ...nothing, unread: 'malformed' };
  const packages = document.packages && {
    ...document.packages,
    packages: document.packages.packages.slice(0, room.packages),
  };
  room.packages -= packages?.packages.length ?? 0;
  const vex = document.vex && {
    ...document.vex,
    statements: document.vex.statements.slice(0, room.packages),
  };
  room.packages -= vex?.statements.length ?? 0;
  return { ...document, packages, vex, unread: null };
}

/** An artifact without files says so by this type (image-spec, manifest.md). */
function isEmpty({ mediaType }: ManifestReference): boolean {
  return mediaType === mediaTypes.empty;
}

/** The annotations of the layers of a document that was parsed. */
function annotationsOf(layers: unknown): Map<string, unknown> {
  const all = (Array.isArray(layers) ? layers : []) as { digest: string; annotations?: unknown }[];
  return new Map(all.map(({ digest, annotations }) => [digest, annotations]));
}
