import type { LayerReader } from '@/lib/layers/layer-reader';
import type { ChangePage, ComparedRow } from '@/lib/layers/view/compare-views';
import type { ManifestReference } from '@/lib/oci/manifest';
import { comparedSides, type ScopeOf } from '../compare/compare-images';
import type { SideContent } from '../compare/read-side';
import { writeCursor } from '../page-cursor';
import { awaitLayers } from './await-layers';
import type { FileComparison, FileComparisonQuery } from './file-comparison-contract';
import type { UnreadableReason } from './file-kinds';
import { imageLayers, unreadableLayers } from './image-layers';
import { orLarge } from './layer-problems';
import { imageIndexBytesMax, indexBytesOf, skipOf } from './list-files';

/** One of the two, with its layers from the bottom up. */
interface Side {
  side: SideContent;
  layers: ManifestReference[];
}

/**
 * In which files two images differ, by their paths: of what is there in the end.
 * @throws DashboardProblem 404 when one is not there or may not be pulled, 409, 410, 413, 429
 */
export async function compareFiles(
  scopeOf: ScopeOf,
  reader: LayerReader,
  query: FileComparisonQuery,
): Promise<FileComparison> {
  const { sideA, sideB } = await comparedSides(scopeOf, query);
  const a = await layersOf(sideA);
  const b = await layersOf(sideB);
  if (typeof a === 'string') return { state: 'unreadable', side: 'a', reason: a };
  if (typeof b === 'string') return { state: 'unreadable', side: 'b', reason: b };
  // What is not kept any more is read again, once.
  for (let tries = 0; tries < 2; tries++) {
    const unreadable = await reasonOf(reader, a, b);
    if (unreadable) return unreadable;
    const missing = [
      ...(await awaitLayers(a.side.scope, reader, a.layers)),
      ...(await awaitLayers(b.side.scope, reader, b.layers)),
    ];
    if (missing.length > 0) return indexing(reader, a, b, missing);
    const late = await reasonOf(reader, a, b);
    if (late) return late;
    if (indexBytesOf(reader, [...a.layers, ...b.layers]) > imageIndexBytesMax)
      return { state: 'unreadable', side: 'b', reason: 'large' };
    const page = await compared(reader, a, b, query);
    if (page === 'large') return { state: 'unreadable', side: 'b', reason: 'large' };
    if (page) return ready(reader, a, b, page, query);
  }
  return indexing(reader, a, b, [...a.layers, ...b.layers]);
}

async function layersOf(side: SideContent): Promise<Side | UnreadableReason> {
  const image = await imageLayers(side.scope, side.digest);
  if (!image) return 'absent';
  return image.unreadable ?? { side, layers: image.layers };
}

/** Why one of the two can not be read, as far as that is known. */
async function reasonOf(reader: LayerReader, a: Side, b: Side): Promise<FileComparison | undefined> {
  for (const [name, { side, layers }] of [['a', a] as const, ['b', b] as const]) {
    const reasons = await unreadableLayers(side.scope, reader, layers);
    const [reason] = reasons.values();
    if (reason) return { state: 'unreadable', side: name, reason };
  }
  return undefined;
}

async function compared(
  reader: LayerReader,
  a: Side,
  b: Side,
  { change, q, cursor }: FileComparisonQuery,
): Promise<ChangePage | undefined | 'large'> {
  const digestsOf = ({ layers }: Side) => layers.map(({ digest }) => digest);
  return await orLarge(reader.compare(digestsOf(a), digestsOf(b), { change, q, skip: skipOf(cursor) }));
}

function indexing(reader: LayerReader, a: Side, b: Side, missing: ManifestReference[]): FileComparison {
  const needed = [...new Map([...a.layers, ...b.layers].map((one) => [one.digest, one])).values()];
  const now = missing.find(({ digest }) => reader.progress(digest)?.isWaiting === false) ?? missing[0];
  const progress = now && reader.progress(now.digest);
  const bytes = progress?.bytes ?? now?.size ?? 0;
  return {
    state: 'indexing',
    layersRead: needed.filter(({ digest }) => reader.known(digest)).length,
    layersNeeded: needed.length,
    bytesRead: Math.min(progress?.bytesRead ?? 0, bytes),
    bytes,
  };
}

function ready(
  reader: LayerReader,
  a: Side,
  b: Side,
  { counts, rows, total, hasMore }: ChangePage,
  { cursor }: FileComparisonQuery,
): FileComparison {
  return {
    state: 'ready',
    a: toldOf(reader, a),
    b: toldOf(reader, b),
    counts,
    changes: rows.map((row) => ({ ...row, a: fileOf(row.a, a), b: fileOf(row.b, b) })),
    total,
    next: hasMore ? writeCursor({ value: skipOf(cursor) + rows.length, name: '' }) : null,
  };
}

function toldOf(reader: LayerReader, { side, layers }: Side) {
  const isTruncated = layers.some(({ digest }) => {
    const known = reader.known(digest);
    return known?.state === 'read' && known.facts.truncated !== null;
  });
  return { repository: side.scope.repository, digest: side.digest, isTruncated };
}

function fileOf(row: ComparedRow | null, { layers }: Side) {
  return row && { ...row, layer: row.layer === null ? null : (layers[row.layer]?.digest ?? null) };
}
