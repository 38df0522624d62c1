import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';

/**
 * `error`: content that somebody was promised is not to be had. `warning`: it will cost content, space or a wrong
 * answer one day. `info`: worth knowing, nothing to do.
 */
export type Severity = 'error' | 'warning' | 'info';

/** Where a finding is. */
export interface Place {
  /** Relative to the data folder. */
  path: string;
  repository?: RepositoryName;
  tag?: string;
  /** What the finding is about. */
  digest?: Digest;
  /** The manifest that needs or names it, or the subject that it refers to. */
  by?: Digest;
}

/** One thing that is not as it should be. */
export interface Finding {
  kind: FindingKind;
  severity: Severity;
  place: Place;
  /** What a user notices of it. */
  consequence: string;
  /** What mends it: `cyberdock repair`, `push it again`, or what to do by hand. */
  repair: string;
  /** What exactly was found, where the kind alone does not say. */
  detail?: string;
}

interface KindOfFinding {
  severity: Severity;
  consequence: string;
  repair: string;
}

const byRepair = 'cyberdock repair';
const byRepairOrPush = 'cyberdock repair brings back an intact copy if there is one; else push it again';

/** Every kind of finding. The names are stable: programs may rely on them. */
export const findingKinds = {
  'missing-folder': {
    severity: 'warning',
    consequence: 'What belongs into the folder is not found.',
    repair: byRepair,
  },
  stranger: {
    severity: 'warning',
    consequence: 'It takes space and is never served: it is nothing that CyberDock puts there.',
    repair: 'by hand: look at it and move it out of the data folder',
  },
  'wrong-type': {
    severity: 'error',
    consequence:
      'What should have this name answers 404, and can’t be pushed again while something else has it.',
    repair: 'cyberdock repair removes a symlink or an empty folder; anything else by hand: move it away',
  },
  unreadable: {
    severity: 'error',
    consequence: 'Requests that need it fail with an internal error.',
    repair:
      'cyberdock repair gives this user the right; if the disk can’t read it, by hand: replace the disk',
  },
  'foreign-owner': {
    severity: 'warning',
    consequence: 'CyberDock can’t change or remove it, and perhaps not read it.',
    repair: 'by hand: chown it to the user that runs CyberDock',
  },
  'world-writable': {
    severity: 'warning',
    consequence: 'Every user of the machine can change it.',
    repair: byRepair,
  },
  'dangling-tag': {
    severity: 'error',
    consequence: 'Pulling the tag answers 404.',
    repair:
      'cyberdock repair brings the manifest back if it finds it intact, else removes the tag and notes it in its history',
  },
  'bad-tag-target': {
    severity: 'error',
    consequence: 'Pulling the tag answers 404: it points to no digest.',
    repair: 'cyberdock repair removes the tag; push it again',
  },
  'protection-without-tag': {
    severity: 'info',
    consequence: 'None until a tag of this name is pushed: it is protected from deletion at once.',
    repair: 'push the tag again, or by hand: delete the file',
  },
  'unreadable-protection': {
    severity: 'warning',
    consequence: 'The tag can’t be deleted, and nobody knows who protected it.',
    repair: 'lift the protection in the dashboard, and protect the tag anew if it is to stay',
  },
  'corrupt-manifest': {
    severity: 'error',
    consequence: 'Pulling the manifest answers 404: its bytes do not match its digest.',
    repair: byRepairOrPush,
  },
  'invalid-manifest': {
    severity: 'error',
    consequence: 'The manifest can’t be served: its bytes match its digest, but are no manifest.',
    repair: 'by hand: delete it by its digest',
  },
  'missing-blob': {
    severity: 'error',
    consequence: 'Pulling the image fails: it needs a blob that the repository does not hold.',
    repair: byRepairOrPush,
  },
  'missing-child': {
    severity: 'error',
    consequence:
      'Pulling the index fails for a platform: it names a manifest that the repository does not hold.',
    repair: byRepairOrPush,
  },
  'wrong-stated-size': {
    severity: 'warning',
    consequence:
      'Clients may refuse the content: the manifest states another size than the sound content has.',
    repair: 'push a manifest with the right size',
  },
  'corrupt-blob': {
    severity: 'error',
    consequence: 'Pulling the blob is cut or answers 404: its bytes do not match its digest.',
    repair: byRepairOrPush,
  },
  'quarantined-content': {
    severity: 'error',
    consequence: 'Pulling the blob answers 404: it was found corrupt and is in quarantine.',
    repair: byRepairOrPush,
  },
  quarantined: {
    severity: 'info',
    consequence: 'None: corrupt content is kept as evidence, and takes space.',
    repair: 'by hand: delete it from quarantine when nobody needs it to find the cause',
  },
  'not-in-pool': {
    severity: 'warning',
    consequence: 'The next push of the same content takes its space again.',
    repair: byRepair,
  },
  'unshared-copy': {
    severity: 'warning',
    consequence: 'The content takes its space more than once.',
    repair: byRepair,
  },
  'misplaced-pool-entry': {
    severity: 'warning',
    consequence: 'The content is not found there, and takes its space again when it is pushed.',
    repair: byRepair,
  },
  'unheld-pool-entry': {
    severity: 'info',
    consequence: 'None: no repository holds the content.',
    repair: 'cyberdock gc run frees its space',
  },
  'unknown-links': {
    severity: 'info',
    consequence:
      'Its space is not freed while something outside the data folder, such as a backup, links to it.',
    repair: 'nothing to do if you made these links',
  },
  'dangling-referrer': {
    severity: 'warning',
    consequence: 'None for clients: the entry names a manifest that is not there.',
    repair: byRepair,
  },
  'wrong-referrer-target': {
    severity: 'warning',
    consequence: 'Tools that follow the link find something else than the referrer.',
    repair: byRepair,
  },
  'false-referrer': {
    severity: 'warning',
    consequence: 'The manifest is listed as a referrer of a subject that it does not refer to.',
    repair: byRepair,
  },
  'missing-referrer': {
    severity: 'error',
    consequence: 'A signature or attestation is not listed for its image.',
    repair: byRepair,
  },
  'abandoned-file': {
    severity: 'warning',
    consequence: 'It takes space: the process that wrote it has ended.',
    repair: byRepair,
  },
  // Both are what a crash leaves of an upload that its client knew nothing of: they expire by themselves.
  'upload-without-session': {
    severity: 'info',
    consequence: 'The upload can’t go on, and takes space until it expires.',
    repair: byRepair,
  },
  'unreadable-session': {
    severity: 'info',
    consequence: 'The upload answers 404; the client has to begin it again.',
    repair: byRepair,
  },
  'trash-entry-unreadable': {
    severity: 'warning',
    consequence: 'What was deleted can’t be restored through this entry.',
    repair: 'by hand: look at it and delete it',
  },
  'trash-content-missing': {
    severity: 'warning',
    consequence: 'What was deleted can’t be restored whole.',
    repair: byRepairOrPush,
  },
  'corrupt-trash': {
    severity: 'warning',
    consequence: 'What was deleted can’t be restored whole: its bytes do not match its digest.',
    repair: byRepairOrPush,
  },
  'damaged-database': {
    severity: 'error',
    consequence: 'Lists and maintenance may fail or tell less than there is. No image is lost.',
    repair:
      'cyberdock repair --rebuild-database; if it is found again, stop CyberDock and delete cyberdock.db',
  },
  'old-damaged-database': {
    severity: 'info',
    consequence:
      'None: a database that was damaged was set aside; history and statistics up to then are in it.',
    repair: 'by hand: delete it when nobody needs it',
  },
  'wrong-index': {
    severity: 'error',
    consequence: 'Lists and maintenance go by what is not on disk.',
    repair: 'cyberdock repair reads the repository again',
  },
  'vanished-tag': {
    severity: 'warning',
    consequence: 'Pulling the tag answers 404: it is gone, and nobody removed it through CyberDock.',
    repair: 'push it again, if nobody removed it on purpose; cyberdock repair accepts that it is gone',
  },
  'vanished-manifest': {
    severity: 'warning',
    consequence: 'Pulling the manifest answers 404: it is gone, and nobody removed it through CyberDock.',
    repair: 'push it again, if nobody removed it on purpose; cyberdock repair accepts that it is gone',
  },
  'vanished-repository': {
    severity: 'warning',
    consequence: 'The repository answers 404: its folder is gone, and nobody removed it through CyberDock.',
    repair: 'push it again, if nobody removed it on purpose; cyberdock repair accepts that it is gone',
  },
} as const satisfies Record<string, KindOfFinding>;

export type FindingKind = keyof typeof findingKinds;

/** @param detail what exactly was found, where the kind alone does not say */
export function finding(kind: FindingKind, place: Place, detail?: string): Finding {
  const { severity, consequence, repair } = findingKinds[kind];
  return { kind, severity, place, consequence, repair, ...(detail === undefined ? {} : { detail }) };
}
