import { sizeText } from '../size-words';
import type { FileComparison } from './file-comparison-contract';
import type { FileChange, FileDifference } from './file-kinds';
import { kindWords, modeText } from './file-words';

/** A path in which two images differ. */
export type ChangedFile = Extract<FileComparison, { state: 'ready' }>['changes'][number];

/** What became of a file from the first image to the second. */
export const changeWords: Readonly<Record<FileChange, string>> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  metadata: 'Metadata only',
};

/** What the second image says of a file that the first says otherwise: `4 B to 9 B`, `mode -rw-r--r-- to -rwxr-xr-x`. */
export function differenceWords({ a, b, differs }: ChangedFile): string[] {
  const only = a === null ? b : b === null ? a : null;
  if (only) return [only.kind === 'file' ? sizeText(only.bytes) : kindWords[only.kind]];
  if (a === null || b === null) return [];
  return differs.flatMap((difference) =>
    difference === 'content' && differs.includes('bytes') ? [] : [wordsOf(difference, a, b)],
  );
}

function wordsOf(difference: FileDifference, a: Side, b: Side): string {
  switch (difference) {
    case 'kind':
      return `${kindWords[a.kind]} to ${kindWords[b.kind]}`;
    case 'bytes':
      return `${sizeText(a.bytes)} to ${sizeText(b.bytes)}`;
    case 'content':
      return 'other content of the same size';
    case 'mode':
      return `mode ${modeOf(a)} to ${modeOf(b)}`;
    case 'owner':
      return `owner ${ownerOf(a)} to ${ownerOf(b)}`;
    case 'link':
      return `leads to ${b.linkTarget ?? 'nothing'}, before to ${a.linkTarget ?? 'nothing'}`;
  }
}

type Side = NonNullable<ChangedFile['a']>;

function modeOf({ kind, mode }: Side): string {
  return mode === null ? 'none' : modeText(kind, mode);
}

function ownerOf({ uid, gid }: Side): string {
  return uid === null || gid === null ? 'none' : `${uid}:${gid}`;
}
