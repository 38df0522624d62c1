import type { LayerReader } from '@/lib/layers/layer-reader';
import { hexBytesMax, textBytesMax } from '@/lib/layers/limits';
import type { Digest } from '@/lib/oci/digest';
import type { ManifestReference } from '@/lib/oci/manifest';
import { DashboardProblem } from '../dashboard-problem';
import type { RepositoryScope } from '../repository-scope';
import { awaitLayers } from './await-layers';
import { contentKindOf, textOfBytes } from './content-kind-of';
import type { FileContent } from './file-contracts';
import { imageLayers, openerOf, placeOf, unreadableLayers } from './image-layers';
import { busy, problemOfLayers } from './layer-problems';

/** A file of a layer that is read only now waits so long for it. */
const patienceMs = 10_000;

/** A file that can be read. */
export interface FoundFile {
  layer: ManifestReference;
  entry: number;
  path: string;
  bytes: number;
}

/**
 * Looks for a file of a layer that a manifest names.
 * @throws DashboardProblem 404 when there is none with content, 429 when the layer is not read yet
 */
export async function findFile(
  scope: RepositoryScope,
  reader: LayerReader,
  digest: Digest,
  { layer: text, entry }: { layer: string; entry: number },
): Promise<FoundFile> {
  const image = await imageLayers(scope, digest);
  const layer = image?.layers[placeOf(image.layers, text)];
  if (!layer) throw new DashboardProblem(404, 'The manifest names no such layer.');
  const reasons = await unreadableLayers(scope, reader, [layer]);
  const missing = reasons.size > 0 ? [] : await awaitLayers(scope, reader, [layer], patienceMs);
  if (missing.length > 0) throw busy('The layer is still being read. Try again in a few seconds.');
  if (reasons.size > 0 || reader.known(layer.digest)?.state !== 'read')
    throw new DashboardProblem(404, 'This layer can not be read.');
  try {
    const found = await reader.entry(layer.digest, entry);
    if (!found) throw busy('The layer has to be read again. Try again in a few seconds.');
    return { layer, entry, ...found };
  } catch (error) {
    throw problemOfLayers(error);
  }
}

/**
 * Reads a file from its beginning.
 * @param onChunk takes a piece, and ends when there is room for the next
 * @returns whether all of it came, and of a sound blob
 * @throws DashboardProblem 429 when many files are being read; the reason of an abort
 */
export async function readFile(
  scope: RepositoryScope,
  reader: LayerReader,
  { layer, entry }: FoundFile,
  bytesMax: number,
  onChunk: (chunk: Buffer) => Promise<void> | void,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const asked = { digest: layer.digest, entry, bytesMax };
    return await reader.read(asked, openerOf(scope, layer.digest), onChunk, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw problemOfLayers(error);
  }
}

/** @throws DashboardProblem 429 when many files are being read */
export function requireRoom(reader: LayerReader): void {
  if (reader.isBusy) throw busy('Many files are being read now. Try again in a few seconds.');
}

/**
 * A look into a file: text, or the first bytes of anything else.
 * @throws DashboardProblem 404, 429; the reason of an abort
 */
export async function lookIntoFile(
  scope: RepositoryScope,
  reader: LayerReader,
  file: FoundFile,
  signal: AbortSignal,
): Promise<FileContent> {
  const parts: Buffer[] = [];
  const wanted = Math.min(file.bytes, textBytesMax);
  const isSound = await readFile(scope, reader, file, wanted, (chunk) => void parts.push(chunk), signal);
  const bytes = Buffer.concat(parts);
  if (!isSound || bytes.length < wanted)
    throw new DashboardProblem(404, 'The layer is not there any more, or it is damaged.');
  const text = textOfBytes(bytes, wanted === file.bytes);
  const shown = text === undefined ? Math.min(hexBytesMax, wanted) : wanted;
  return {
    layer: file.layer.digest,
    entry: file.entry,
    name: file.path.slice(file.path.lastIndexOf('/') + 1),
    path: file.path,
    bytes: file.bytes,
    form: text === undefined ? 'binary' : 'text',
    kind: contentKindOf(bytes),
    text: text ?? null,
    hex: text === undefined ? bytes.toString('hex', 0, shown) : null,
    isTruncated: shown < file.bytes,
  };
}
