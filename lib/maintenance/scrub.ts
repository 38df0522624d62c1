import { noteIn, setNote } from '@/lib/database/notes';
import { algorithmOf, type Digest, isDigest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { digestOfFile } from '@/lib/storage/digest-of-file';
import type { FileStat } from '@/lib/storage/driver';
import { healPool, healTrashBlob } from '@/lib/storage/mending/mend-blobs';
import { healManifest, healTrashManifest } from '@/lib/storage/mending/mend-manifests';
import type { StorageParts } from '@/lib/storage/storage';
import { errnoOf } from '@/lib/storage/storage-error';
import type { Pace } from './pace';
import { type ScrubbedFile, scrubSections } from './scrub-sections';

/** What a scrub is given. */
export interface ScrubOptions {
  parts: StorageParts;
  pace: Pace;
  signal: AbortSignal;
  /** What was verified within this time is not read again, in milliseconds. 0 begins a round that reads everything. */
  periodMs: number;
  /** Ends the slice after this time, in milliseconds; the next one goes on from there. Absent: to the end. */
  sliceMs?: number;
  /** Is told how far it has come. */
  onProgress?: (result: ScrubResult) => void;
}

/** What a slice of the scrub did. */
export interface ScrubResult {
  /** Whether it came to the end; then the next one begins anew. */
  complete: boolean;
  /** How many files were read, and their bytes. */
  readFiles: number;
  readBytes: number;
  /** How many were read within the period already. */
  skippedFiles: number;
  corrupt: CorruptFile[];
  /** Files that the disk could not read. */
  unreadable: string[];
}

/** A file whose bytes did not match its digest. */
export interface CorruptFile {
  digest: Digest;
  /** Relative to the data folder. */
  path: string;
  /** The file that an intact copy was taken from, relative to the data folder; absent when there was none. */
  healedFrom?: string;
}

/** Where the next slice goes on, and when this round began. */
interface Position {
  section: string;
  roundBeganAtMs: number;
}

const noteKey = 'scrub.position';
/** More findings than this are counted by the log alone. */
const toldMax = 1_000;

/**
 * Reads every stored file once in a period and compares it with its digest: each inode of the pool, what repositories
 * hold besides, manifests, and what the trash holds. What is corrupt goes to quarantine, and is replaced by an intact
 * copy if there is one. It remembers what it read, and goes on where it was ended.
 */
export async function scrub(options: ScrubOptions): Promise<ScrubResult> {
  const { parts, signal, sliceMs = Number.POSITIVE_INFINITY } = options;
  const endsAt = performance.now() + sliceMs;
  const result: ScrubResult = {
    complete: false,
    readFiles: 0,
    readBytes: 0,
    skippedFiles: 0,
    corrupt: [],
    unreadable: [],
  };
  const position = (options.periodMs > 0 && positionOf(parts)) || { section: '', roundBeganAtMs: Date.now() };
  // With no period at all, each inode is still read once a round.
  const sinceMs = () => Math.min(Date.now() - options.periodMs, position.roundBeganAtMs);
  for await (const { name, files } of scrubSections(parts, position.section)) {
    let isEmpty = true;
    for await (const file of files) {
      isEmpty = false;
      signal.throwIfAborted();
      const before = result.readFiles;
      await scrubFile(options, file, sinceMs(), result);
      options.onProgress?.(result);
      // Only after a file was read: so every slice comes further.
      if (result.readFiles > before && performance.now() > endsAt) {
        remember(parts, { ...position, section: name }); // This section again: what was read of it is skipped.
        return result;
      }
    }
    // The position is after what is done: a section has no names between its own and the next.
    if (isEmpty) continue;
    remember(parts, { ...position, section: `${name}\u0000` });
    if (performance.now() > endsAt) return result;
  }
  await healQuarantined(options, result);
  await forgetUnseen(options, position.roundBeganAtMs - options.periodMs);
  remember(parts, undefined);
  return { ...result, complete: true };
}

async function scrubFile(
  options: ScrubOptions,
  scrubbed: ScrubbedFile,
  sinceMs: number,
  result: ScrubResult,
): Promise<void> {
  const { parts, pace } = options;
  const { driver, paths, quarantine } = parts;
  const { file, digest } = scrubbed;
  const stat = await driver.stat(file);
  await pace.breathe();
  if (!stat?.isFile) return;
  if (quarantine.has(digest, stat)) return await healAgain(options, scrubbed, stat, result);
  if (isVerified(parts, digest, stat, sinceMs)) {
    result.skippedFiles += 1;
    return;
  }
  try {
    const read = await digestOfFile(driver, file, algorithmOf(digest), (bytes) => {
      result.readBytes += bytes;
      return pace.spend(bytes);
    });
    if (!read) return;
    result.readFiles += 1;
    if (read.digest === digest) return markVerified(parts, digest, read.stat);
    await quarantine.take(digest, read.stat, file, offeredBy(parts, scrubbed));
    const source = await heal(options, scrubbed);
    if (result.corrupt.length >= toldMax) return;
    result.corrupt.push({
      digest,
      path: paths.relative(file),
      ...(source === undefined ? {} : { healedFrom: paths.relative(source) }),
    });
  } catch (error) {
    if (!['EIO', 'EACCES', 'EPERM', 'EUCLEAN', 'EBADMSG'].includes(errnoOf(error) ?? '')) throw error;
    if (result.unreadable.length < toldMax) result.unreadable.push(paths.relative(file));
  }
}

/** Ends what was interrupted after a file was found corrupt; and there may be an intact copy by now. */
async function healAgain(
  options: ScrubOptions,
  scrubbed: ScrubbedFile,
  stat: FileStat,
  result: ScrubResult,
): Promise<void> {
  const { driver, paths, quarantine } = options.parts;
  const { file, digest } = scrubbed;
  const offered = offeredBy(options.parts, scrubbed);
  const isKept = (await driver.stat(paths.quarantined(digest))) !== undefined;
  const isOffered = (await driver.stat(offered))?.inode === stat.inode;
  if (!isKept || isOffered) await quarantine.take(digest, stat, file, offered);
  const source = await heal(options, scrubbed);
  // One that can't be healed was told of when it was found.
  if (source === undefined || result.corrupt.length >= toldMax) return;
  result.corrupt.push({ digest, path: paths.relative(file), healedFrom: paths.relative(source) });
}

/** Brings back manifests that are in quarantine and in no repository any more: an interrupted scrub took their names. */
async function healQuarantined({ parts, pace }: ScrubOptions, result: ScrubResult): Promise<void> {
  const { driver, paths } = parts;
  for await (const { name } of driver.names(paths.quarantine)) {
    if (!isDigest(name)) continue;
    for (const repository of naming(parts, name)) {
      await pace.breathe();
      const file = paths.manifest(repository, name);
      if (await driver.stat(file)) continue;
      const mending = { onRead: (bytes: number) => pace.spend(bytes) };
      const source = await healManifest(parts, repository, name, mending);
      if (source === undefined || result.corrupt.length >= toldMax) continue;
      const healedFrom = paths.relative(source);
      result.corrupt.push({ digest: name, path: paths.relative(file), healedFrom });
    }
  }
}

/** The repositories in which a tag or an index names a manifest. */
function naming({ database }: StorageParts, digest: Digest): Set<RepositoryName> {
  const { query } = database;
  const tags = query.selectFrom('tag').select('repository').where('digest', '=', digest);
  const indexes = query
    .selectFrom('reference')
    .select('repository')
    .where('child', '=', digest)
    .where('kind', '=', 'manifest');
  const rows = [...database.all(tags.distinct()), ...database.all(indexes.distinct())];
  return new Set(rows.map(({ repository }) => repository as RepositoryName));
}

/** The name that must not offer a corrupt file any more. A repository's blob keeps its name: that says what it holds. */
function offeredBy({ paths }: StorageParts, { kind, file, digest }: ScrubbedFile): string {
  return kind === 'manifest' || kind === 'trash manifest' ? file : paths.poolBlob(digest);
}

async function heal({ parts, pace }: ScrubOptions, one: ScrubbedFile): Promise<string | undefined> {
  const mending = { onRead: (bytes: number) => pace.spend(bytes) };
  const { repository, digest } = one;
  if (repository === undefined || one.kind === 'blob') return await healPool(parts, digest, mending);
  if (one.kind === 'manifest') return await healManifest(parts, repository, digest, mending);
  if (one.kind === 'trash blob') return await healTrashBlob(parts, repository, digest, mending);
  return await healTrashManifest(parts, repository, digest, mending);
}

function isVerified({ database }: StorageParts, digest: Digest, stat: FileStat, sinceMs: number): boolean {
  const row = database.first(
    database.query
      .selectFrom('verified')
      .select('at_ms')
      .where('digest', '=', digest)
      .where('inode', '=', stat.inode),
  );
  // A file that was written since has only the number of the one that was read.
  return row !== undefined && row.at_ms >= sinceMs && row.at_ms >= stat.modifiedAtMs;
}

function markVerified({ database }: StorageParts, digest: Digest, { inode }: FileStat): void {
  const row = { digest, inode, at_ms: Date.now() };
  database.run(database.query.replaceInto('verified').values(row));
}

/** Forgets files that a whole round would have read again if they were still there. */
async function forgetUnseen({ parts, pace }: ScrubOptions, beforeMs: number): Promise<void> {
  const { database } = parts;
  const { query } = database;
  for (let last = ''; ; ) {
    const page = query.selectFrom('verified').select('digest').where('digest', '>', last);
    const rows = database.all(page.orderBy('digest').limit(rowsAtOnce));
    const end = rows.at(-1)?.digest;
    if (end === undefined) return;
    const seen = query.deleteFrom('verified').where('digest', '>', last).where('digest', '<=', end);
    database.run(seen.where('at_ms', '<', beforeMs));
    last = end;
    await pace.breathe();
  }
}

/** How many rows are looked at in one statement. */
const rowsAtOnce = 500;

function positionOf({ database }: StorageParts): Position | undefined {
  const note = noteIn(database, noteKey);
  if (note === undefined) return undefined;
  try {
    return JSON.parse(note) as Position;
  } catch {
    return undefined; // Begin anew.
  }
}

function remember({ database }: StorageParts, position: Position | undefined): void {
  setNote(database, noteKey, position && JSON.stringify(position));
}
