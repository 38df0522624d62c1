import type { Digest } from '@/lib/oci/digest';
import type { TrashEntryId } from './trash-entry';

/** What can go wrong with the trash; nothing was changed then. */
export type TrashFault =
  | { code: 'UNKNOWN_ENTRY'; id: string }
  /** The file of an entry is not what was written there. */
  | { code: 'UNREADABLE_ENTRY'; file: string }
  /** Content that the entry needs is neither in the repository nor in the trash, or is corrupt. */
  | { code: 'INCOMPLETE'; id: TrashEntryId; missing: { digest: Digest; kind: string }[] };

/** A fault of the trash; its message is for the person who asked. */
export class TrashError extends Error {
  override readonly name = 'TrashError';

  constructor(
    readonly fault: TrashFault,
    options?: ErrorOptions,
  ) {
    super(messageOf(fault), options);
  }
}

function messageOf(fault: TrashFault): string {
  switch (fault.code) {
    case 'UNKNOWN_ENTRY':
      return `the trash has no entry ${fault.id}: it was restored or purged, or it expired`;
    case 'UNREADABLE_ENTRY':
      return `the trash entry ${fault.file} can't be read: bring it back from a backup, or remove that file; what it alone held is then purged with the next entry of its repository`;
    case 'INCOMPLETE': {
      const named = fault.missing.slice(0, 10).map(({ digest, kind }) => `the ${kind} ${digest}`);
      const more = fault.missing.length - named.length;
      return `nothing was restored: the trash entry ${fault.id} lacks ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    }
  }
}
