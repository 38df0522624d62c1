import { plainText } from '../plain-text';
import { sizeText } from '../size-words';
import type { FileEntry } from './file-contracts';
import type { CutReason, FileKind, UnreadableReason } from './file-kinds';

const typeSigns: Readonly<Record<FileKind, string>> = {
  file: '-',
  folder: 'd',
  'symbolic-link': 'l',
  'hard-link': '-',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
  whiteout: '-',
  opaque: '-',
  other: '?',
};

/** What a kind is called, where it is no file and no folder. */
export const kindWords: Readonly<Record<FileKind, string>> = {
  file: 'File',
  folder: 'Folder',
  'symbolic-link': 'Symbolic link',
  'hard-link': 'Hard link',
  'character-device': 'Character device',
  'block-device': 'Block device',
  fifo: 'Named pipe',
  whiteout: 'Whiteout',
  opaque: 'Opaque whiteout',
  other: 'Of another type',
};

/** A name or a path as it is shown: one of blanks alone stands in quotes, for else nothing would be seen. */
export function shownName(name: string): string {
  return name.trim() === '' ? `“${name}”` : plainText(name);
}

/** A mode as `ls -l` writes it: `-rwxr-xr-x`, `drwxrwxrwt`. @param mode permissions, set-uid, set-gid and sticky */
export function modeText(kind: FileKind, mode: number): string {
  const bits = [8, 7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (mode & (1 << bit) ? ('xwr'[bit % 3] ?? '-') : '-'));
  const special = (flag: number, at: number, sign: string) => {
    if (mode & flag) bits[at] = bits[at] === 'x' ? sign : sign.toUpperCase();
  };
  special(0o4000, 2, 's');
  special(0o2000, 5, 's');
  special(0o1000, 8, 't');
  return typeSigns[kind] + bits.join('');
}

/** `root:root`, or the numbers where the archive has no names; null for a folder that no entry tells of. */
export function ownerText({ owner, group, uid, gid }: FileEntry): string | null {
  if (uid === null || gid === null) return null;
  return `${owner || uid}:${group || gid}`;
}

/** What became of an entry, in words; empty for a folder that is as it was and hides nothing. */
export function stateText(entry: FileEntry): string {
  const { hiddenBytes, hiddenBy } = entry;
  const state = stateWords(entry);
  // What is removed is hidden as a whole.
  if (hiddenBytes === 0 || hiddenBy !== null) return state;
  return `${state === '' ? '' : `${state}, `}${sizeText(hiddenBytes)} hidden`;
}

function stateWords({ state, hiddenBy, kind }: FileEntry): string {
  if (kind === 'whiteout') return 'removes what is below';
  if (kind === 'opaque') return 'hides all that is below';
  if (hiddenBy === null) return state ?? '';
  return `${state === 'removed' ? 'removed' : 'replaced'} by layer ${hiddenBy.position}`;
}

/** Why a layer was not read to its end, as a sentence about it goes on. */
export const cutWords: Readonly<Record<CutReason, string>> = {
  bytes: 'it has more than the most that is read of one, uncompressed',
  ratio: 'it was compressed more than anything honest is',
  entries: 'it has more entries than are listed of one',
  path: 'it has a path that is longer than 4 KiB',
  header: 'a header in it is longer than 1 MiB',
  names: 'its names together are longer than what is kept of one',
  window: 'its compression needs more memory than one layer gets',
  time: 'reading it took longer than one layer may take',
  memory: 'reading it took more memory than one layer gets',
  checksum: 'a header in it does not match its checksum',
  sparse: 'it has a sparse file in a form that is not read here',
  damaged: 'what follows is damaged',
  short: 'it ends in the middle of an entry',
};

/** Why nothing is told of the files of an image or a layer. */
export const unreadableWords: Readonly<Record<UnreadableReason, { title: string; why: string }>> = {
  'no-image': {
    title: 'No files',
    why: 'This manifest names no layers that hold files.',
  },
  'media-type': {
    title: 'The layer is of a type that is not read here',
    why: 'It is neither a tar, nor one compressed with gzip or zstd. It can be downloaded as it is.',
  },
  encrypted: {
    title: 'The layer is encrypted',
    why: 'Only who has the key can read it. It can be downloaded as it is.',
  },
  'not-tar': {
    title: 'The layer is no tar archive',
    why: 'What it holds can not be listed. It can be downloaded as it is.',
  },
  absent: {
    title: 'The layer is referenced, not stored',
    why: 'The repository does not hold it, or holds it damaged. A push of the image brings it back.',
  },
  foreign: {
    title: 'The layer lies elsewhere',
    why: 'Its media type says that it is not distributed by registries: it is fetched from where its descriptor names.',
  },
  large: {
    title: 'Too many files to merge',
    why: 'All layers together have more files than are looked into at once. One layer at a time can be looked into.',
  },
};

/** A share of one as people read it: what is not all is never rounded up to `100 %`. */
export function percentText(share: number): string {
  if (share >= 1) return '100 %';
  return `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;
}
