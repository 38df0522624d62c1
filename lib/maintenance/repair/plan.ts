import type { Finding, FindingKind } from '../check/finding';

/** One thing that a repair does. */
export interface RepairAction {
  finding: Finding;
  /** What is going to be done, in words. */
  words: string;
}

/** What a repair would do, in this order, and what it leaves to people. */
export interface RepairPlan {
  actions: RepairAction[];
  left: Finding[];
}

/**
 * What repair does about each kind, in the order in which it does it: rights and names first, content before what points
 * to it, the index last. A kind that is not here is left to people.
 */
const remedies: [FindingKind, string][] = [
  ['unreadable', 'give this user the right to read it, where it is this user’s'],
  ['world-writable', 'set its rights to what CyberDock gives: 0640, a folder 0750'],
  ['missing-folder', 'make the folder'],
  [
    'wrong-type',
    'remove the symlink or empty folder, and bring back what belongs there; leave anything else',
  ],
  ['misplaced-pool-entry', 'read it and, if it is sound, give it its right name'],
  ['corrupt-blob', 'put it in quarantine, and bring back an intact copy if there is one'],
  ['quarantined-content', 'bring back an intact copy if there is one'],
  ['missing-blob', 'bring back an intact copy if there is one'],
  ['not-in-pool', 'read it and, if it is sound, link it to the pool'],
  ['unshared-copy', 'read the pool’s and, if it is sound, link it in the place of the copy'],
  ['corrupt-manifest', 'put it in quarantine, and bring back an intact copy if there is one'],
  ['missing-child', 'bring back an intact copy if there is one, with all that it needs'],
  [
    'dangling-tag',
    'bring the manifest back if there is an intact copy; else point the tag to what it was last moved to, if that is held; else remove the tag and note it in its history',
  ],
  [
    'bad-tag-target',
    'point the tag to what it was last moved to, if that is held; else remove it and note it in its history',
  ],
  ['dangling-referrer', 'remove the entry'],
  ['wrong-referrer-target', 'make the entry again'],
  ['false-referrer', 'remove the entry'],
  ['missing-referrer', 'make the entry again'],
  ['upload-without-session', 'remove the upload'],
  ['unreadable-session', 'remove the upload'],
  ['abandoned-file', 'remove the file'],
  ['corrupt-trash', 'replace it by an intact copy if there is one'],
  ['trash-content-missing', 'bring back an intact copy if there is one'],
  ['wrong-index', 'read the repository again into the index'],
  ['vanished-tag', 'take it out of the index, and note it in the tag’s history'],
  ['vanished-manifest', 'take it out of the index'],
  ['vanished-repository', 'take it out of the index'],
];

const order = new Map(remedies.map(([kind], at) => [kind, at]));
const words = new Map(remedies);

/** Says what a repair would do about findings. Nothing is done. */
export function planRepair(findings: readonly Finding[]): RepairPlan {
  const actions: RepairAction[] = [];
  const left: Finding[] = [];
  for (const finding of findings) {
    const remedy = words.get(finding.kind);
    if (remedy === undefined) left.push(finding);
    else actions.push({ finding, words: remedy });
  }
  const rank = ({ finding }: RepairAction) => order.get(finding.kind) ?? 0;
  return { actions: actions.sort((one, other) => rank(one) - rank(other)), left };
}
