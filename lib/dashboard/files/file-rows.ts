import type { SteppedRow } from '../tree/tree-step';
import type { FileEntry, FilesAnswer } from './file-contracts';

/** A page of a folder. */
export type FilesPage = Extract<FilesAnswer, { state: 'ready' }>;

/** What is known of a folder: the pages that were loaded, in order. */
export interface FileLevel {
  parts: readonly FilesPage[];
  isLoading: boolean;
  error: Error | null;
}

export interface EntryRow {
  kind: 'entry';
  key: string;
  /** From 1 on. */
  level: number;
  /** Its number in its folder, from 1 on, and how many these are. */
  position: number;
  siblings: number;
  entry: FileEntry;
  /** Whether it is a folder into which one can go, and whether that is open. */
  canOpen: boolean;
  isOpen: boolean;
}

/** Stands where more of a folder will: it is being loaded, could not be, or is loaded when this row comes into sight. */
export interface PendingFileRow {
  kind: 'loading' | 'failed' | 'more' | 'empty';
  key: string;
  level: number;
  /** The folder's path. */
  folder: string;
}

export type FileRow = EntryRow | PendingFileRow;

/** The rows of a tree of files from top to bottom: what lies in a folder that is open follows it. */
export function fileRows(
  levels: ReadonlyMap<string, FileLevel>,
  open: ReadonlySet<string>,
  folder = '',
  level = 1,
): FileRow[] {
  const known = levels.get(folder);
  if (!known) return [];
  const rows: FileRow[] = [];
  // A path may be there twice: what it is now, and what it was.
  const opened = new Set<string>();
  let position = 0;
  for (const { entries, total } of known.parts) {
    for (const entry of entries) {
      const canOpen = entry.kind === 'folder' && !entry.flagged && !opened.has(entry.path);
      const isOpen = canOpen && open.has(entry.path);
      if (canOpen) opened.add(entry.path);
      position += 1;
      rows.push({
        kind: 'entry',
        key: `${folder}\n${entry.id}`,
        level,
        position,
        siblings: total,
        entry,
        canOpen,
        isOpen,
      });
      if (isOpen) for (const row of fileRows(levels, open, entry.path, level + 1)) rows.push(row);
    }
  }
  const last = known.parts.at(-1);
  const pending = (kind: PendingFileRow['kind']) => rows.push({ kind, key: `… ${folder}`, level, folder });
  if (known.error && !known.isLoading) pending('failed');
  else if (known.isLoading) pending('loading');
  else if (last && last.next !== null) pending('more');
  else if (last?.total === 0) pending('empty');
  return rows;
}

/** What the keys of the tree have to know of a row. */
export function steppedFileRow(row: FileRow): SteppedRow {
  const { level, kind } = row;
  if (kind !== 'entry') return { level, isWaiting: kind === 'more' || kind === 'loading' };
  if (!row.canOpen) return { level, isWaiting: false };
  return { level, isWaiting: false, branch: { name: row.entry.path, isOpen: row.isOpen } };
}

/** The folder of which more has to be loaded before the folder can be seen that an address names. */
export function folderToSearch(
  levels: ReadonlyMap<string, FileLevel>,
  wanted: readonly string[],
): string | undefined {
  let folder = '';
  for (const path of wanted) {
    const known = levels.get(folder);
    if (!known || known.isLoading || known.error) return undefined;
    const isSeen = known.parts.some(({ entries }) => entries.some((entry) => entry.path === path));
    if (!isSeen) return known.parts.at(-1)?.next == null ? undefined : folder;
    folder = path;
  }
  return undefined;
}
