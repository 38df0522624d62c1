import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FindingKind } from '../../lib/maintenance/check/finding';
import type { Damage } from './damage';

/** A kind of file, where such files are, and what a check calls the damage. */
export interface Target {
  name: string;
  isOne: (file: string) => boolean;
  /** One of these kinds must be among the findings. `unseen`: nothing in the file tells, see `why`. */
  expected: (damage: Damage) => readonly (FindingKind | 'unseen')[];
  /** Why a check may find nothing, where it may; that no wrong content is served is asserted all the same. */
  why?: string;
  cases: number;
}

const digest = '(sha256|sha512):[0-9a-f]+';
const is = (pattern: string) => {
  const whole = new RegExp(`^${pattern}$`);
  return (file: string) => whole.test(file);
};
const isName = (damage: Damage) => damage === 'folder' || damage === 'symlink';

export const targets: Target[] = [
  {
    name: 'manifest',
    isOne: is(`repositories/.*/manifests/${digest}`),
    expected: (damage) => {
      if (isName(damage)) return ['wrong-type'];
      if (damage !== 'delete') return ['corrupt-manifest'];
      return ['dangling-tag', 'missing-child', 'vanished-manifest'];
    },
    cases: 60,
  },
  {
    name: 'tag',
    isOne: (file) => is('repositories/.*/manifests/[^/]+')(file) && !file.includes('sha256:'),
    expected: (damage) => {
      if (damage === 'delete') return ['vanished-tag'];
      if (damage === 'folder') return ['wrong-type'];
      return damage === 'replace' ? ['dangling-tag'] : ['bad-tag-target', 'dangling-tag'];
    },
    cases: 60,
  },
  {
    name: 'blob',
    isOne: is(`repositories/.*/blobs/${digest}`),
    expected: (damage) => {
      if (isName(damage)) return ['wrong-type'];
      return damage === 'delete' ? ['missing-blob'] : ['corrupt-blob'];
    },
    cases: 60,
  },
  {
    name: 'pool entry',
    isOne: is('pool/sha256/../[0-9a-f]+'),
    expected: (damage) => {
      if (isName(damage)) return ['wrong-type'];
      // What only the trash holds may lose its name in the pool: a push makes it again, a restoring needs it not.
      return damage === 'delete' ? ['not-in-pool', 'unseen'] : ['corrupt-blob'];
    },
    why: 'the trash does not need a blob to be in the pool',
    cases: 60,
  },
  {
    name: 'referrer',
    isOne: is(`repositories/.*/referrers/${digest}/${digest}`),
    expected: (damage) => {
      if (damage === 'delete') return ['missing-referrer'];
      return damage === 'folder' ? ['wrong-type'] : ['wrong-referrer-target'];
    },
    cases: 40,
  },
  {
    name: 'session',
    isOne: is('temp/uploads/[^/]+/session.json'),
    expected: (damage) => {
      if (isName(damage)) return ['wrong-type'];
      if (damage === 'delete') return ['upload-without-session'];
      return damage === 'flip' ? ['unreadable-session', 'unseen'] : ['unreadable-session'];
    },
    why: 'a bit may make it another valid session: its client gets 404, or goes on',
    cases: 35,
  },
  {
    name: 'upload data',
    isOne: is('temp/uploads/[^/]+/data'),
    expected: (damage) => (isName(damage) ? ['wrong-type'] : ['unseen']),
    why: 'an upload has no digest before it is finished; then it is compared',
    cases: 35,
  },
  {
    name: 'trash entry',
    isOne: is('trash/entries/.*'),
    expected: (damage) => {
      if (isName(damage)) return ['wrong-type'];
      if (damage === 'delete') return ['unseen'];
      if (damage !== 'flip') return ['trash-entry-unreadable'];
      return ['trash-entry-unreadable', 'trash-content-missing', 'unseen'];
    },
    why: 'it has no digest, and nothing says that there was one',
    cases: 35,
  },
  {
    name: 'trash manifest',
    isOne: is(`trash/repositories/.*/manifests/${digest}`),
    expected: (damage) => {
      if (isName(damage)) return ['wrong-type'];
      return damage === 'delete' ? ['trash-content-missing'] : ['corrupt-trash'];
    },
    cases: 30,
  },
  {
    name: 'trash blob',
    isOne: is(`trash/repositories/.*/blobs/${digest}`),
    expected: (damage) => {
      if (isName(damage)) return ['wrong-type'];
      return damage === 'delete' ? ['trash-content-missing'] : ['corrupt-trash', 'corrupt-blob'];
    },
    cases: 30,
  },
  {
    name: 'quarantine',
    isOne: is('quarantine/.*'),
    expected: (damage) => (isName(damage) ? ['wrong-type'] : ['unseen']),
    why: 'it is known not to match its digest, and is never served',
    cases: 25,
  },
  {
    name: 'database',
    isOne: is('cyberdock\\.db(-wal)?'),
    expected: () => [
      'damaged-database',
      'wrong-type',
      'old-damaged-database',
      'wrong-index',
      'vanished-tag',
      'vanished-manifest',
      'unseen',
    ],
    why: 'an index that is behind reads itself again, and a page that is not in use has no meaning',
    cases: 40,
  },
];

/** Every file and symlink of a data folder, relative to it, in ASCII order. */
export async function filesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}
