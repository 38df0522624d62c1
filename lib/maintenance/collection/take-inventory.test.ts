import fs from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTag } from '@/lib/oci/reference';
import { Inventory, type InventoryItem } from '@/lib/storage/listing/inventory';
import type { Storage } from '@/lib/storage/storage';
import {
  emptyIndex,
  openStorage,
  pushBlob,
  pushImage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { Jobs } from '../jobs';
import { runPlan } from './plan';
import { type CollectionSettings, runCollection } from './run-collection';
import { InventoryTaking } from './take-inventory';

const [app, other] = [repositoryOf('team/app'), repositoryOf('team/other')];
const request = { cause: 'dashboard', signal: new AbortController().signal } as const;

/** Settings for which whatever is condemned has been so for long enough, or never is. */
function settings(graceMs: number, untaggedAfterMs = 0): CollectionSettings {
  const maintenance = { graceMs, untaggedAfterMs, diskBytesPerSecond: 1e9 };
  return { maintenance } as CollectionSettings;
}
const [due, young] = [settings(-3_600_000), settings(3_600_000)];

async function open({ trashMs = 0 } = {}) {
  const root = await temporaryFolder();
  const { storage } = await openStorage(root, {}, { trashMs });
  const jobs = new Jobs(storage.parts);
  const plan = (how = due) => runPlan(storage.parts, jobs, how, request);
  const condemn = () => runCollection(storage.parts, jobs, young, { ...request, full: true });
  return { storage, jobs, root, plan, condemn };
}

/** Everything that the latest inventory holds. */
function all({ parts: { database } }: Storage): InventoryItem[] {
  const inventory = new Inventory(database);
  const plan = inventory.facts()?.plan ?? 0;
  const items: InventoryItem[] = [];
  for (let after: { bytes: number; name: string } | undefined; ; ) {
    const page = inventory.page(plan, { descending: true, limit: 3, ...(after && { after }) });
    items.push(...page);
    const last = page.at(-1);
    if (!last) return items;
    after = { bytes: last.bytes, name: `${last.digest} ${last.place}` };
  }
}
const reasonOf = (storage: Storage, digest: string, place?: string) =>
  all(storage).find((one) => one.digest === digest && (place === undefined || one.place === place))?.reason;

describe('the inventory of a plan', () => {
  it('says of each thing what it is, how many hold it, and why it stays or goes', async () => {
    const { storage, root, plan, condemn } = await open({ trashMs: 60_000 });
    const image = await pushImage(storage, app, 'one', 'v1');
    await pushImage(storage, other, 'one', 'v1');
    const subject = { mediaType: image.document.mediaType, digest: image.digest, size: image.size };
    const signature = await pushManifest(storage, app, emptyIndex('signature', { subject }));
    const child = { mediaType: image.document.mediaType, digest: image.digest, size: image.size };
    const index = await pushManifest(storage, app, emptyIndex('all', { manifests: [child] }), 'all');
    const untagged = await pushManifest(storage, app, emptyIndex('untagged'));
    const goes = await pushBlob(storage, app, 'nobody needs this');
    await condemn();
    const gone = await pushImage(storage, app, 'gone', 'gone');
    await storage.manifests.delete(app, gone.digest, someone);
    for (const digest of [gone.config, gone.layer]) await storage.blobs.delete(app, digest);
    const bad = `sha256:${'b'.repeat(64)}`;
    await fs.writeFile(path.join(root, 'quarantine', bad), 'bad');
    await plan();
    expect(all(storage).find(({ digest }) => digest === image.layer)).toMatchObject({
      kind: 'layer',
      holders: 2,
      reason: 'named',
      place: '',
    });
    expect(all(storage).find(({ digest }) => digest === image.config)).toMatchObject({ kind: 'config' });
    expect(reasonOf(storage, image.digest, app)).toBe('tagged');
    expect(all(storage).find(({ digest }) => digest === index)).toMatchObject({
      kind: 'index',
      reason: 'tagged',
    });
    expect(reasonOf(storage, signature)).toBe('refers');
    expect(reasonOf(storage, untagged)).toBe('untagged');
    expect(all(storage).find(({ digest }) => digest === goes)).toMatchObject({ reason: 'goes', going: 1 });
    const trashed = all(storage).filter(({ reason }) => reason === 'trash');
    expect(trashed.map(({ digest }) => digest).sort()).toEqual([gone.digest, gone.config, gone.layer].sort());
    for (const { due_at_ms } of trashed) expect(due_at_ms).toBeGreaterThan(Date.now());
    expect(reasonOf(storage, bad)).toBe('quarantined');
  });

  it('keeps what is young until its time, and what one repository needs whatever another lets go', async () => {
    const { storage, plan, condemn } = await open();
    const image = await pushImage(storage, app, 'one', 'v1');
    await storage.blobs.mount(app, other, image.layer);
    const fresh = await pushBlob(storage, app, 'just came');
    await condemn();
    await plan(young);
    const item = all(storage).find(({ digest }) => digest === fresh);
    expect(item).toMatchObject({ reason: 'grace', waiting: 1, going: 0, free_bytes: 0 });
    expect(item?.due_at_ms).toBeGreaterThan(Date.now());
    await plan(due);
    expect(all(storage).find(({ digest }) => digest === image.layer)).toMatchObject({
      reason: 'named',
      holders: 2,
      going: 1,
      free_bytes: 0,
    });
  });

  it('is replaced by the next one at once, and of no other anything is left', async () => {
    const { storage, plan } = await open();
    const first = await pushBlob(storage, app, 'first');
    await plan();
    const before = new Inventory(storage.parts.database).facts();
    await storage.blobs.delete(app, first);
    const second = await pushBlob(storage, app, 'second');
    // What a run left that was killed in the midst is not shown, and goes with the next.
    const name = `sha256:${'c'.repeat(64)}`;
    const left = { kind: 'pool entry' as const, name, bytes: 1, reason: '' };
    const killed = new InventoryTaking(storage.parts, 4_711);
    for (let at = 0; at < 60; at++) killed.onGarbage(left);
    expect(new Inventory(storage.parts.database).facts()).toEqual(before);
    await plan();
    const facts = new Inventory(storage.parts.database).facts();
    expect(facts?.plan).toBeGreaterThan(before?.plan ?? 0);
    expect(all(storage).map(({ digest }) => digest)).toEqual([second]);
    const { database } = storage.parts;
    const plans = database.all(database.query.selectFrom('inventory_item').select('plan').distinct());
    expect(plans).toEqual([{ plan: facts?.plan }]);
  });

  it('agrees with the plan to the byte, whatever is pushed, mounted, deleted and condemned', async () => {
    const step = fc.record({
      what: fc.constantFrom('image', 'blob', 'mount', 'delete', 'untag', 'condemn'),
      name: fc.constantFrom(app, other),
      text: fc.constantFrom('red', 'green', 'blue'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.boolean(), async (steps, trash) => {
        const { storage, jobs, condemn } = await open({ trashMs: trash ? 60_000 : 0 });
        for (const { what, name, text } of steps) {
          if (what === 'image') await pushImage(storage, name, text, text);
          if (what === 'blob') await pushBlob(storage, name, `blob of ${text}`);
          if (what === 'condemn') await condemn();
          const digest = await storage.manifests.resolve(name, parseTag(text));
          if (what === 'delete' && digest) await storage.manifests.delete(name, digest, someone);
          if (what === 'untag' && digest) await storage.manifests.untag(name, parseTag(text), someone);
          const layer = (await storage.manifests.read(name, digest ?? ('' as never)))?.manifest.references[0];
          if (what === 'mount' && layer)
            await storage.blobs.mount(name, name === app ? other : app, layer.digest);
        }
        await condemn();
        const { totals } = await runPlan(storage.parts, jobs, settings(-3_600_000, 1), request);
        const items = all(storage);
        const sum = (of: (one: InventoryItem) => number) => items.reduce((total, one) => total + of(one), 0);
        expect(sum(({ free_bytes }) => free_bytes)).toBe(totals.freeBytes);
        const blobs = items.filter(({ place }) => place === '');
        expect(blobs.reduce((total, { going }) => total + going, 0)).toBe(
          totals.blobs.count + totals.poolEntries.count,
        );
        const manifests = items.filter(({ place, reason }) => place.includes('/') && reason === 'goes');
        expect(manifests.length).toBe(totals.manifests.count);
        expect(manifests.reduce((total, { bytes }) => total + bytes, 0)).toBe(totals.manifests.bytes);
        expect(sum(({ waiting }) => waiting)).toBe(totals.waiting.count);
        const facts = new Inventory(storage.parts.database).facts();
        const told = Object.values(facts?.sums ?? {});
        expect(told.reduce((total, one) => total + one.count, 0)).toBe(items.length);
        expect(told.reduce((total, one) => total + one.freeBytes, 0)).toBe(totals.freeBytes);
      }),
      { numRuns: 30 },
    );
  }, 120_000);
});
