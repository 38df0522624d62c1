import { entryAt, type LayerIndex } from '../index/layer-index';
import { type ScanLimits, scanLimits } from '../limits';
import { type ScanOptions, scanLayer } from '../scan/scan-layer';

/** The bytes of a blob in pieces of one size. */
export async function* pieces(bytes: Buffer, pieceBytes = 65_536): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** Reads a layer that a test made. */
export async function scan(
  bytes: Buffer,
  limits: Partial<ScanLimits> = {},
  { pieceBytes, ...options }: ScanOptions & { pieceBytes?: number; digest?: string } = {},
): Promise<LayerIndex> {
  return await scanLayer(options.digest ?? 'sha256:test', pieces(bytes, pieceBytes), {
    ...options,
    limits: { ...scanLimits, ...limits },
  });
}

/** All rows of an index. */
export function rowsOf(index: LayerIndex) {
  return Array.from({ length: index.facts.entries }, (_, entry) => {
    const row = entryAt(index, entry);
    if (!row) throw new Error(`there is no entry ${entry}`);
    return row;
  });
}
