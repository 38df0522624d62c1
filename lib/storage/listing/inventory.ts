import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import { noteIn, setNote } from '@/lib/database/notes';
import type { InventoryItemTable } from '@/lib/database/tables/upkeep';

/** Why a thing stays, or goes. */
export const inventoryReasons = [
  'goes',
  'grace',
  'trash',
  'quarantined',
  'untagged',
  'left',
  'named',
  'tagged',
  'refers',
] as const;
export type InventoryReason = (typeof inventoryReasons)[number];

/** One thing in the store. */
export type InventoryItem = Omit<InventoryItemTable, 'plan' | 'reason'> & { reason: InventoryReason };

/** How many things of a reason there are, their bytes, and those that come free. */
export interface InventorySum {
  count: number;
  bytes: number;
  freeBytes: number;
}

/** What is known of the whole of an inventory. */
export interface InventoryFacts {
  /** The run of the plan that found it. */
  plan: number;
  takenAtMs: number;
  sums: Partial<Record<InventoryReason, InventorySum>>;
}

/** Where a page begins: after the one of this size and name. */
export interface InventoryCursor {
  bytes: number;
  name: string;
}

/** A page that is asked for. */
export interface InventoryPage {
  reason?: InventoryReason;
  descending: boolean;
  after?: InventoryCursor;
  limit: number;
}

/** Rows that one step reads, and that one removes: under two milliseconds. */
const rowsAtOnce = 200;
const removedAtOnce = 32;
const factsNote = 'inventory.facts';

/**
 * What is in the store, thing by thing, with what is to become of it: as the latest plan of a collection that ended well
 * found it. It is written in steps that let requests pass, beside the one before, which is shown until the new one is
 * whole; then that one is forgotten. So a page costs what a page costs, however much there is.
 */
export class Inventory {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The latest that is whole; `undefined` when no plan was made since the database was. */
  facts(): InventoryFacts | undefined {
    const note = noteIn(this.#database, factsNote);
    return note === undefined ? undefined : (JSON.parse(note) as InventoryFacts);
  }

  /** A page of it, the largest or the smallest first. @param page.reason only things that are there for this one */
  page(plan: number, page: InventoryPage): InventoryItem[] {
    const { reason, descending, limit } = page;
    if (reason) return this.#pageOf(plan, reason, page);
    // One index has all of it by reason: a second one, by size alone, would cost every plan as much again.
    const sign = descending ? -1 : 1;
    return inventoryReasons
      .flatMap((one) => this.#pageOf(plan, one, page))
      .sort((a, b) => sign * compare(a, b))
      .slice(0, limit);
  }

  /** All that is known of a digest. */
  of(plan: number, digest: string, limit: number): InventoryItem[] {
    const rows = this.#database.query.selectFrom('inventory_item').selectAll();
    const own = rows.where('plan', '=', plan).where('digest', '=', digest).orderBy('place').limit(limit);
    return this.#database.all(own) as unknown as InventoryItem[];
  }

  /** Those of some digests that are written down for a place already. */
  known(plan: number, place: string, digests: readonly string[]): Map<string, InventoryItem> {
    if (digests.length === 0) return new Map();
    const rows = this.#database.query
      .selectFrom('inventory_item')
      .selectAll()
      .where('plan', '=', plan)
      .where('place', '=', place)
      .where('digest', 'in', digests);
    return new Map(this.#database.all(rows).map((row) => [row.digest, row as unknown as InventoryItem]));
  }

  /** Adds to what is written down of each what goes or waits of it. */
  add(plan: number, items: readonly InventoryItem[]): void {
    if (items.length === 0) return;
    const { query } = this.#database;
    this.#database.run(
      query
        .insertInto('inventory_item')
        .values(items.map((item) => ({ ...item, plan })))
        .onConflict((conflict) =>
          conflict.columns(['plan', 'digest', 'place']).doUpdateSet((row) => ({
            going: sql`inventory_item.going + ${row.ref('excluded.going')}`,
            waiting: sql`inventory_item.waiting + ${row.ref('excluded.waiting')}`,
            freed: sql`inventory_item.freed + ${row.ref('excluded.freed')}`,
            free_bytes: sql`inventory_item.free_bytes + ${row.ref('excluded.free_bytes')}`,
            due_at_ms: sql`max(inventory_item.due_at_ms, ${row.ref('excluded.due_at_ms')})`,
          })),
        ),
    );
  }

  /** Writes down things as they are, in the place of what was written before. */
  put(plan: number, items: readonly InventoryItem[]): void {
    if (items.length === 0) return;
    const rows = items.map((item) => ({ ...item, plan }));
    this.#database.run(this.#database.query.replaceInto('inventory_item').values(rows));
  }

  /** Adds it up, has it shown from now on, and forgets all others. */
  async finish(plan: number): Promise<InventoryFacts> {
    const sums: InventoryFacts['sums'] = {};
    for await (const page of this.#walk(plan)) {
      for (const { reason, bytes, free_bytes } of page) {
        const sum = sums[reason as InventoryReason] ?? { count: 0, bytes: 0, freeBytes: 0 };
        sums[reason as InventoryReason] = sum;
        sum.count += 1;
        sum.bytes += bytes;
        sum.freeBytes += free_bytes;
      }
    }
    const facts = { plan, takenAtMs: Date.now(), sums };
    setNote(this.#database, factsNote, JSON.stringify(facts));
    await this.forgetOthers();
    return facts;
  }

  /** Forgets all but the one that is shown: those before it, and what a run that was ended left. */
  async forgetOthers(): Promise<void> {
    const { query } = this.#database;
    const shown = this.facts()?.plan ?? -1;
    for (;;) {
      const others = query.selectFrom('inventory_item').select('plan').where('plan', '!=', shown).limit(1);
      const plan = this.#database.first(others)?.plan;
      if (plan === undefined) return;
      const some = query.selectFrom('inventory_item').select('digest').where('plan', '=', plan);
      for (;;) {
        const last = this.#database.all(some.orderBy('digest').limit(removedAtOnce)).at(-1)?.digest;
        if (last === undefined) break;
        this.#database.run(
          query.deleteFrom('inventory_item').where('plan', '=', plan).where('digest', '<=', last),
        );
        await new Promise(setImmediate);
      }
    }
  }

  #pageOf(
    plan: number,
    reason: InventoryReason,
    { descending, after, limit }: InventoryPage,
  ): InventoryItem[] {
    const direction = descending ? 'desc' : 'asc';
    let rows = this.#database.query
      .selectFrom('inventory_item')
      .selectAll()
      .where('plan', '=', plan)
      .where('reason', '=', reason)
      .orderBy('bytes', direction)
      .orderBy('digest', direction)
      .orderBy('place', direction)
      .limit(limit);
    if (after) {
      const [digest = '', place = ''] = after.name.split(' ');
      const beyond = descending
        ? sql<boolean>`(bytes, digest, place) < (${after.bytes}, ${digest}, ${place})`
        : sql<boolean>`(bytes, digest, place) > (${after.bytes}, ${digest}, ${place})`;
      rows = rows.where(beyond);
    }
    return this.#database.all(rows) as unknown as InventoryItem[];
  }

  async *#walk(plan: number) {
    for (let after = { digest: '', place: '' }; ; await new Promise(setImmediate)) {
      const rows = this.#database.all(
        this.#database.query
          .selectFrom('inventory_item')
          .select(['digest', 'place', 'reason', 'bytes', 'free_bytes'])
          .where('plan', '=', plan)
          .where(sql<boolean>`(digest, place) > (${after.digest}, ${after.place})`)
          .orderBy('digest')
          .orderBy('place')
          .limit(rowsAtOnce),
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      after = last;
    }
  }
}

/** By size, then by name, as SQLite compares: digests and names are ASCII. */
function compare(a: InventoryItem, b: InventoryItem): number {
  if (a.bytes !== b.bytes) return a.bytes - b.bytes;
  if (a.digest !== b.digest) return a.digest < b.digest ? -1 : 1;
  return a.place < b.place ? -1 : a.place > b.place ? 1 : 0;
}
