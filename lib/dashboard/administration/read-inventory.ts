import { isDigest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { Inventory, type InventoryItem } from '@/lib/storage/listing/inventory';
import { firstTagsOf } from '@/lib/storage/listing/inventory-sources';
import type { Storage } from '@/lib/storage/storage';
import { DashboardProblem } from '../dashboard-problem';
import { readCursor, writeCursor } from '../page-cursor';
import type { StoreItem, StorePage, StoreQuery, StoreUsers } from './inventory-contract';
import { storeReasons } from './store-reasons';

/** Things on a page. */
const itemsPerPage = 100;
/** Repositories, and manifests of each and tags of each of these, that are told of one thing. */
const repositoriesMax = 50;
const manifestsMax = 10;
const tagsMax = 10;

/** A page of what is in the store. @throws DashboardProblem 400 for a cursor that is none */
export function readStorePage(
  { parts: { database } }: Storage,
  { reason, sort, cursor }: StoreQuery,
  isPlanning: boolean,
): StorePage {
  const inventory = new Inventory(database);
  const facts = inventory.facts();
  const nowMs = Date.now();
  if (!facts) return { nowMs, isPlanning, inventory: null, items: [], next: null };
  const given = cursor === undefined ? undefined : readCursor(cursor);
  const rows = inventory.page(facts.plan, {
    ...(reason && { reason }),
    descending: sort === '-size',
    ...(given && { after: { bytes: Number(given.value), name: given.name } }),
    limit: itemsPerPage + 1,
  });
  const shown = rows.slice(0, itemsPerPage);
  const last = shown.at(-1);
  const sums = storeReasons.flatMap((one) => {
    const sum = facts.sums[one];
    return sum ? [{ reason: one, ...sum }] : [];
  });
  return {
    nowMs,
    isPlanning,
    inventory: {
      plan: facts.plan,
      takenAtMs: facts.takenAtMs,
      freeBytes: sums.reduce((total, { freeBytes }) => total + freeBytes, 0),
      sums,
    },
    items: shown.map(itemOf),
    next:
      rows.length > shown.length && last
        ? writeCursor({ value: last.bytes, name: `${last.digest} ${last.place}` })
        : null,
  };
}

/** Who uses a blob or a manifest. @throws DashboardProblem 404 when nothing is known of it */
export function readStoreUsers({ parts }: Storage, digest: string): StoreUsers {
  if (!isDigest(digest)) throw new DashboardProblem(404, 'This is no digest.');
  const { database, listing, blobListing } = parts;
  const inventory = new Inventory(database);
  const plan = inventory.facts()?.plan;
  const items = plan === undefined ? [] : inventory.of(plan, digest, repositoriesMax + 1);
  const holders = blobListing.holders(digest, repositoriesMax + 1);
  const places = items.map(({ place }) => place).filter((place) => place.includes('/'));
  const names = [...new Set([...holders, ...places])].sort() as RepositoryName[];
  if (items.length + names.length === 0)
    throw new DashboardProblem(404, 'The store has nothing with this digest, as far as it was looked at.');
  return {
    digest,
    nowMs: Date.now(),
    items: items.slice(0, repositoriesMax).map(itemOf),
    repositories: names.slice(0, repositoriesMax).map((repository) => {
      const parents = listing.parentsOf(
        repository,
        digest,
        ['config', 'layer', 'manifest', 'subject'],
        manifestsMax + 1,
      );
      return {
        repository,
        tags: firstTagsOf(database, repository, digest, tagsMax),
        manifests: parents
          .slice(0, manifestsMax)
          .map((one) => ({ digest: one, tags: firstTagsOf(database, repository, one, tagsMax) })),
        more: parents.length > manifestsMax,
      };
    }),
    more: names.length > repositoriesMax,
  };
}

function itemOf({ place, due_at_ms: dueAtMs, ...item }: InventoryItem): StoreItem {
  const { digest, kind, bytes, holders, reason, going, waiting } = item;
  return {
    digest,
    kind,
    repository: place.includes('/') ? place : null,
    bytes,
    holders,
    reason,
    dueAtMs: dueAtMs > 0 ? dueAtMs : null,
    going,
    waiting,
  };
}
