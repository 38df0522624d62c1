import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';

/** What is read of the archive of a chart. */
export interface ChartFiles {
  values: string | null;
  readme: string | null;
  /** Whether it was read as far as need be; not when it is too large, or damaged. */
  isWhole: boolean;
}

/** How far an archive is read; whoever pushes can make a small one that unpacks to terabytes. */
export interface ArchiveLimits {
  unpackedBytesMax: number;
  /** Of one file; of a larger one nothing is shown. */
  entryBytesMax: number;
  entriesMax: number;
  /** How many times larger it may get, once it is larger than a mebibyte. */
  ratioMax: number;
}

const mebibyte = 1024 * 1024;
const limits: ArchiveLimits = {
  unpackedBytesMax: 64 * mebibyte,
  entryBytesMax: mebibyte,
  entriesMax: 20_000,
  ratioMax: 200,
};

const namesOf = { values: 'values.yaml', readme: 'readme.md' } as const;

/** An archive that is larger than it may be. */
class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/**
 * Reads `values.yaml` and `README.md` from the archive of a Helm chart, a tar in gzip whose one folder is the chart. Nothing
 * is unpacked to the disk, and it is read no further than to the last of the two.
 * @param source of the compressed bytes; it is destroyed at the end
 */
export async function readChartArchive(source: Readable, most: ArchiveLimits = limits): Promise<ChartFiles> {
  const found: Record<keyof typeof namesOf, string | null> = { values: null, readme: null };
  const archive = extract();
  const unpacked = Readable.from(bounded(source, most));
  unpacked.on('error', (error) => archive.destroy(error)).pipe(archive);
  let entries = 0;
  try {
    for await (const entry of archive) {
      entries += 1;
      if (entries > most.entriesMax) throw new TooLarge('the archive has too many files');
      const key = wanted(entry.header);
      if (key === undefined || found[key] !== null || (entry.header.size ?? 0) > most.entryBytesMax) {
        entry.resume();
        continue;
      }
      found[key] = await textOf(entry as AsyncIterable<Buffer>);
      if (found.values !== null && found.readme !== null) break;
    }
    return { ...found, isWhole: true };
  } catch {
    // Whatever was pushed as a chart: what was found until then is shown.
    return { ...found, isWhole: false };
  } finally {
    unpacked.destroy();
    source.destroy();
  }
}

/** The bytes in a gzip, as far as they may go. */
async function* bounded(source: Readable, most: ArchiveLimits): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  let packed = 0;
  let unpacked = 0;
  source
    .on('data', (chunk: Buffer) => {
      packed += chunk.length;
    })
    .on('error', (error) => gunzip.destroy(error))
    .pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (unpacked > most.unpackedBytesMax) throw new TooLarge('the archive is too large');
      if (unpacked > mebibyte && unpacked > packed * most.ratioMax)
        throw new TooLarge('the archive gets too much larger');
      yield chunk;
    }
  } finally {
    gunzip.destroy();
  }
}

/** Which of the files an entry is: those of charts in the chart lie deeper. */
function wanted({
  name,
  type,
}: {
  name: string;
  type?: string | null;
}): (keyof ChartFiles & keyof typeof namesOf) | undefined {
  if (type !== 'file') return undefined;
  const [, file, ...deeper] = name.replace(/^\.\//, '').split('/');
  if (file === undefined || deeper.length > 0) return undefined;
  if (file === namesOf.values) return 'values';
  return file.toLowerCase() === namesOf.readme ? 'readme' : undefined;
}

async function textOf(entry: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
