import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { auditQuery } from './administration/audit-contract';
import { readAuditQuery } from './administration/audit-queries';
import { draftBody, draftView } from './administration/draft-contract';
import { readDraftAddress } from './administration/draft-queries';
import { storeQuery } from './administration/inventory-contract';
import { readStoreQuery } from './administration/inventory-queries';
import { storageDaysQuery, storageQuery } from './administration/storage-contract';
import { readStorageQuery } from './administration/storage-queries';
import { trashQuery } from './administration/trash-contract';
import { readTrashQuery } from './administration/trash-queries';
import { repositoryQuery } from './contracts';
import { historyQuery } from './history/history-contracts';
import { readHistoryQuery } from './history/history-queries';
import { readRepositoryQuery } from './repository-addresses';
import type { SearchParameters } from './search-parameters';
import { readTagQuery } from './tags/tag-addresses';
import { tagQuery } from './tags/tag-contracts';
import { usageQuery } from './usage/usage-contracts';
import { readUsageRange } from './usage/usage-queries';

interface Reader {
  contract: z.ZodMiniObject;
  read: (given: SearchParameters) => object;
}

/** Who reads an address, and the contract of what is asked then. */
const readers: Record<string, Reader> = {
  repositories: { contract: repositoryQuery, read: readRepositoryQuery },
  tags: { contract: tagQuery, read: readTagQuery },
  trash: { contract: trashQuery, read: readTrashQuery },
  audit: { contract: auditQuery, read: readAuditQuery },
  store: { contract: storeQuery, read: readStoreQuery },
  history: { contract: historyQuery, read: readHistoryQuery },
  draft: { contract: draftBody, read: (given) => readDraftAddress(given).draft },
  'what of a draft is shown': { contract: draftView, read: (given) => readDraftAddress(given).view },
  storage: { contract: storageQuery, read: (given) => ({ sort: readStorageQuery(given).sort }) },
  'days of the storage': {
    contract: storageDaysQuery,
    read: (given) => ({ days: readStorageQuery(given).days }),
  },
  usage: { contract: usageQuery, read: (given) => ({ days: readUsageRange(given) }) },
};

/** What may stand in an address: words of some question, numbers, and texts about as long as one can be. */
const value = fc.oneof(
  fc.constantFrom('1', '30', '90', 'yes', 'going', 'staying', 'name', '-size', 'size', '-pushed', 'logical'),
  fc.constantFrom('shown', 'goes', 'quarantined', '12:34', '123456789', '1'.repeat(16), ''),
  fc.string(),
  fc
    .constantFrom(64, 100, 128, 200, 255, 256, 400, 500, 1_000)
    .chain((length) => fc.constantFrom(length - 1, length, length + 1))
    .map((length) => 'x'.repeat(length)),
  fc.array(fc.string(), { maxLength: 2 }),
);

describe.each(Object.entries(readers))('the address of %s', (_name, { contract, read }) => {
  const parameters = fc.dictionary(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...Object.keys(contract.shape)) }, fc.string()),
    value,
  );

  it('asks for nothing that its contract does not take', () => {
    fc.assert(
      fc.property(parameters, (given) => {
        const asked = read(given);
        expect(contract.safeParse(asked)).toEqual({ success: true, data: asked });
      }),
      { numRuns: 300 },
    );
  });

  it('asks for all that its contract takes, but for what is empty', () => {
    fc.assert(
      fc.property(parameters, (given) => {
        const filled = Object.fromEntries(Object.entries(given).filter(([, one]) => one !== ''));
        const parsed = contract.safeParse(filled);
        if (parsed.success) expect(read(given)).toEqual(parsed.data);
      }),
      { numRuns: 300 },
    );
  });
});
