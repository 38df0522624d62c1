import type { LayerKnown, LayerReader, OpenBlob } from '@/lib/layers/layer-reader';
import { type Digest, isDigest } from '@/lib/oci/digest';
import type { ManifestReference } from '@/lib/oci/manifest';
import { requireShown } from '../images/shown-manifest';
import type { RepositoryScope } from '../repository-scope';
import type { FileLayer } from './file-contracts';
import type { UnreadableReason } from './file-kinds';

/** More layers are not looked into: whoever pushes may name tens of thousands. */
const layersMax = 500;

/** The layers of a manifest, from the bottom up. */
export interface ImageLayers {
  layers: ManifestReference[];
  /** Why it has none to look into. */
  unreadable: UnreadableReason | null;
}

/**
 * The layers that a manifest names.
 * @returns undefined when the repository does not hold it, or it is no manifest
 * @throws DashboardProblem 413 when it is larger than what is shown
 */
export async function imageLayers(
  { storage, repository }: RepositoryScope,
  digest: Digest,
): Promise<ImageLayers | undefined> {
  const shown = requireShown(await storage.manifests.read(repository, digest));
  if (!shown) return undefined;
  const { manifest } = shown;
  const layers = manifest.references.filter(({ kind }) => kind === 'layer');
  if (manifest.kind !== 'image' || layers.length === 0) return { layers: [], unreadable: 'no-image' };
  if (layers.length > layersMax) return { layers: [], unreadable: 'large' };
  return { layers, unreadable: null };
}

/** Why each of some layers can not be read, as far as that is known; nothing of those that can, or may. */
export async function unreadableLayers(
  { storage, repository }: RepositoryScope,
  reader: LayerReader,
  layers: ManifestReference[],
): Promise<Map<Digest, UnreadableReason>> {
  const reasons = new Map<Digest, UnreadableReason>();
  for (const { digest, mediaType, required } of new Map(layers.map((one) => [one.digest, one])).values()) {
    const isThere = (await storage.blobs.find(repository, digest)) !== undefined;
    const known = isThere ? reader.known(digest) : undefined;
    if (!isThere) reasons.set(digest, required ? 'absent' : 'foreign');
    else if (mediaType.endsWith('+encrypted')) reasons.set(digest, 'encrypted');
    else if (known?.state === 'unreadable') reasons.set(digest, known.reason);
  }
  return reasons;
}

/** Opens a blob of a repository, for the thread that reads it. */
export function openerOf({ storage, repository }: RepositoryScope, digest: Digest): OpenBlob {
  return async () => {
    const opened = await storage.blobs.open(repository, digest);
    if (!opened) return undefined;
    if (opened.bytes) return { source: { bytes: opened.bytes }, sound: Promise.resolve(true) };
    return { source: { handle: opened.handle }, sound: opened.sound };
  };
}

/** A layer as an answer tells of it. @param position from 1 */
export function layerOf(
  { digest, mediaType, size }: ManifestReference,
  position: number,
  known: LayerKnown | undefined,
  unreadable: UnreadableReason | undefined,
): FileLayer {
  const facts = known?.state === 'read' && !unreadable ? known.facts : undefined;
  return {
    digest,
    position,
    mediaType,
    bytes: size,
    unreadable: unreadable ?? null,
    index: facts
      ? {
          uncompressedBytes: facts.uncompressedBytes,
          fileBytes: facts.fileBytes,
          entries: facts.entries,
          files: facts.files,
          folders: facts.folders,
          links: facts.links,
          whiteouts: facts.whiteouts,
          truncated: facts.truncated,
          hiddenBytes: null,
          rewrittenBytes: null,
        }
      : null,
  };
}

/** The places, from 0, of a layer that a query names; the topmost counts where it comes several times. */
export function placeOf(layers: ManifestReference[], digest: string): number {
  return isDigest(digest) ? layers.findLastIndex((one) => one.digest === digest) : -1;
}
