import type { LayerReader } from '@/lib/layers/layer-reader';
import { keptIndexBytesMax } from '@/lib/layers/limits';
import type { ListAnswer } from '@/lib/layers/thread/messages';
import type { ListRow } from '@/lib/layers/view/list-view';
import type { Digest } from '@/lib/oci/digest';
import type { ManifestReference } from '@/lib/oci/manifest';
import { DashboardProblem } from '../dashboard-problem';
import { readCursor, writeCursor } from '../page-cursor';
import type { RepositoryScope } from '../repository-scope';
import { awaitLayers } from './await-layers';
import type { FilesQuery } from './file-ask-contracts';
import type { FileEntry, FileLayer, FilesAnswer } from './file-contracts';
import type { UnreadableReason } from './file-kinds';
import { imageLayers, layerOf, placeOf, unreadableLayers } from './image-layers';
import { orLarge } from './layer-problems';

/** Of what the thread keeps of layers, what one image may take. */
export const imageIndexBytesMax = keptIndexBytesMax * 0.9;

/** What is asked about, once it is known what that is. */
interface Asked {
  scope: RepositoryScope;
  reader: LayerReader;
  digest: Digest;
  query: FilesQuery;
  layers: ManifestReference[];
  reasons: Map<Digest, UnreadableReason>;
  /** Of one layer its place; undefined for all. */
  only: number | undefined;
}

/**
 * What lies in a folder of an image or of one of its layers, or how far reading that is.
 * @param scope of somebody who may pull from the repository: what is kept is not asked for before that is known
 * @returns undefined when the repository does not hold the manifest
 * @throws DashboardProblem 404 when the manifest names no such layer, 413, 429
 */
export async function listFiles(
  scope: RepositoryScope,
  reader: LayerReader,
  digest: Digest,
  query: FilesQuery,
): Promise<FilesAnswer | undefined> {
  const image = await imageLayers(scope, digest);
  if (!image) return undefined;
  const { layers } = image;
  const only = query.layer === undefined ? undefined : placeOf(layers, query.layer);
  if (only === -1 && !image.unreadable) throw new DashboardProblem(404, 'The manifest names no such layer.');
  const reasons = await unreadableLayers(scope, reader, layers);
  const asked = { scope, reader, digest, query, layers, reasons, only };
  if (image.unreadable) return unreadable(asked, image.unreadable);
  return await answer(asked);
}

async function answer(asked: Asked): Promise<FilesAnswer> {
  const { scope, reader, layers, reasons, only } = asked;
  // What lies below a layer tells what is new in it; where that can't be read, nothing is told of that.
  const below = layers.slice(0, (only ?? layers.length - 1) + 1);
  const bad = only === undefined ? firstUnreadable(below, reasons) : undefined;
  if (bad !== undefined) return unreadable(asked, reasons.get(bad.digest) ?? 'absent', bad);
  const itself = only === undefined ? undefined : layers[only];
  if (itself && reasons.has(itself.digest))
    return unreadable(asked, reasons.get(itself.digest) ?? 'absent', itself);
  let isAlone = only !== undefined && firstUnreadable(below, reasons) !== undefined;
  const needed = () => (isAlone && itself ? [itself] : below);
  // What is not kept any more is read again, once.
  for (let tries = 0; tries < 2; tries++) {
    const missing = await awaitLayers(scope, reader, needed());
    if (missing.length > 0) return indexing(asked, needed(), missing);
    const found = await unreadableLayers(scope, reader, needed());
    const unread = firstUnreadable(needed(), found);
    if (unread) {
      for (const [one, reason] of found) reasons.set(one, reason);
      if (only === undefined || unread === itself)
        return unreadable(asked, found.get(unread.digest) ?? 'absent', unread);
      isAlone = true;
      continue;
    }
    if (indexBytesOf(reader, needed()) > imageIndexBytesMax) {
      if (only === undefined || isAlone) return unreadable(asked, 'large', itself);
      isAlone = true;
      continue;
    }
    const view =
      isAlone && itself
        ? { layers: [itself.digest], only: 0, isAlone }
        : { layers: below.map((one) => one.digest), only };
    const listed = await list(asked, view);
    if (listed === 'large') return unreadable(asked, 'large', itself);
    if (listed) return ready(asked, listed);
  }
  return indexing(asked, needed(), needed());
}

async function list(
  { reader, query }: Asked,
  view: { layers: string[]; only?: number; isAlone?: boolean },
): Promise<ListAnswer | undefined | 'large'> {
  const { path, q, sort } = query;
  return await orLarge(reader.list(view, { path, q, sort, skip: skipOf(query.cursor) }));
}

/** How many rows stand on the pages before. What is listed never changes, so that a number is enough. */
export function skipOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const { value } = readCursor(cursor);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw new DashboardProblem(400, 'The cursor is none that this registry gave. Begin at the first page.');
}

function common({ scope, reader, digest, query, layers, reasons }: Asked) {
  return {
    repository: scope.repository,
    digest,
    layer: query.layer ?? null,
    layers: layers.map((one, at) => layerOf(one, at + 1, reader.known(one.digest), reasons.get(one.digest))),
  };
}

function unreadable(asked: Asked, reason: UnreadableReason, layer?: ManifestReference): FilesAnswer {
  const at = layer && { digest: layer.digest, position: asked.layers.indexOf(layer) + 1 };
  return { ...common(asked), state: 'unreadable', reason, at: at ?? null };
}

function indexing(asked: Asked, needed: ManifestReference[], missing: ManifestReference[]): FilesAnswer {
  const { reader, layers } = asked;
  const isRead = ({ digest }: ManifestReference) => reader.progress(digest)?.isWaiting === false;
  const now = missing.find(isRead) ?? (missing[0] as ManifestReference);
  const progress = reader.progress(now.digest);
  const bytes = progress?.bytes ?? now.size;
  return {
    ...common(asked),
    state: 'indexing',
    reading: {
      digest: now.digest,
      position: layers.findIndex(({ digest }) => digest === now.digest) + 1,
      isWaiting: progress?.isWaiting ?? true,
      bytesRead: Math.min(progress?.bytesRead ?? 0, bytes),
      bytes,
      entries: progress?.entries ?? 0,
    },
    layersRead: needed.filter(({ digest }) => reader.known(digest)).length,
    layersNeeded: needed.length,
  };
}

function ready(asked: Asked, { page, hiddenBytes, rewrittenBytes }: ListAnswer): FilesAnswer {
  const { query, only } = asked;
  const told = common(asked);
  const layers = only === undefined ? told.layers.map(withHidden) : told.layers;
  const fileBytes = layers.reduce((sum, { index }) => sum + (index?.fileBytes ?? 0), 0);
  const hidden = hiddenBytes.reduce((sum, bytes) => sum + bytes, 0);
  const skipped = skipOf(query.cursor) + page.rows.length;
  return {
    ...told,
    layers,
    state: 'ready',
    efficiency:
      only === undefined
        ? { hiddenBytes: hidden, fileBytes, score: fileBytes === 0 ? 1 : 1 - hidden / fileBytes }
        : null,
    path: page.path,
    parents: page.parents,
    isThere: page.isThere,
    entries: page.rows.map((row) => entryOf(row, layers, only)),
    total: page.total,
    next: page.hasMore ? writeCursor({ value: skipped, name: '' }) : null,
  };

  function withHidden(layer: FileLayer, at: number): FileLayer {
    const index = layer.index && {
      ...layer.index,
      hiddenBytes: hiddenBytes[at] ?? 0,
      rewrittenBytes: rewrittenBytes[at] ?? 0,
    };
    return { ...layer, index };
  }
}

function entryOf(row: ListRow, layers: FileLayer[], only: number | undefined): FileEntry {
  const { isFlagged, layer: place, hiddenBy, ...rest } = row;
  // A look at one layer has that one alone.
  const at = only ?? place;
  const placeAt = (index: number) => ({ digest: layers[index]?.digest ?? '', position: index + 1 });
  const layer = row.entry === null ? null : placeAt(at);
  return {
    ...rest,
    id: layer ? `${layer.digest}:${row.entry}` : row.path,
    flagged: isFlagged,
    // Older copies are those of the layers below.
    hiddenBytes: only === undefined ? row.hiddenBytes : 0,
    layer,
    hiddenBy: hiddenBy === null || only !== undefined ? null : placeAt(hiddenBy),
  };
}

function firstUnreadable(
  layers: ManifestReference[],
  reasons: Map<Digest, UnreadableReason>,
): ManifestReference | undefined {
  return layers.find(({ digest }) => reasons.has(digest));
}

/** What the indexes of layers take, each once. */
export function indexBytesOf(reader: LayerReader, layers: ManifestReference[]): number {
  let bytes = 0;
  for (const digest of new Set(layers.map((one) => one.digest))) {
    const known = reader.known(digest);
    if (known?.state === 'read') bytes += known.facts.indexBytes;
  }
  return bytes;
}
