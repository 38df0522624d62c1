import type { UnreadReason } from '@/lib/dashboard/artifacts/artifact-contracts';

/** Why nothing is shown of what a file says, as a sentence about it goes on. */
export function unreadWords(reason: UnreadReason): string {
  switch (reason) {
    case 'absent':
      return 'is referenced, not stored';
    case 'large':
      return 'is too large to be read here: pull it to read it';
    case 'malformed':
      return 'could not be read to its end: it is damaged, larger than it may be, or something else than it says';
    case 'other':
      return 'is not read here';
  }
}
