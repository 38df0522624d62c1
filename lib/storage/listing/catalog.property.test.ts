import fs from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '../storage';
import { emptyIndex, openStorage, pushManifest, someone, temporaryFolder } from '../testing/open-storage';

/** Names that meet each other: the same beginnings, joined by what sorts before and after a slash. */
const name = fc
  .array(fc.constantFrom('a', 'b', 'a-b', 'a.b', 'a0', 'ab', 'a__b', '0'), { minLength: 2, maxLength: 4 })
  .map((parts) => parts.join('/'))
  .filter(isRepositoryName);

const last = fc.oneof(
  name,
  fc.constantFrom('', 'a', 'a-', 'a-b', 'a/', 'a0', 'zzz', 'a/b/', '../..', 'A', 'a!', '\u{1f433}'),
  fc.string({ maxLength: 5 }),
);

/** What happens to a repository: through one of two processes, or by hand. */
const step = fc.record({
  name,
  what: fc.constantFrom('push', 'push', 'push', 'delete', 'copy in', 'remove by hand'),
  by: fc.constantFrom(0, 1),
});

const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

async function allPages(storage: Storage, limit: number): Promise<RepositoryName[]> {
  const names: RepositoryName[] = [];
  for (;;) {
    const page = await storage.listRepositories({ last: names.at(-1), limit });
    names.push(...page.names);
    if (!page.more) return names;
  }
}

async function copyIn(root: string, to: RepositoryName): Promise<void> {
  const folder = path.join(root, 'repositories', to);
  await fs.mkdir(path.join(folder, 'manifests'), { recursive: true });
  const bytes = JSON.stringify(emptyIndex('text'));
  await fs.writeFile(path.join(folder, 'manifests', digestOf(Buffer.from(bytes))), bytes);
}

async function removeByHand(root: string, from: RepositoryName): Promise<void> {
  for (const part of ['manifests', 'blobs', 'referrers']) {
    await fs.rm(path.join(root, 'repositories', from, part), { recursive: true, force: true });
  }
}

describe('Catalog', () => {
  it('lists what a sorted set of names would list, whoever changed it: us, another process or a hand', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 14 }),
        fc.array(fc.tuple(last, fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 6 }),
        async (steps, looks) => {
          const root = await temporaryFolder();
          const opened = [await openStorage(root), await openStorage(root)];
          const stores = opened.map(({ storage }) => storage);
          const model = new Set<string>();
          for (const { name: repository, what, by } of steps) {
            const storage = stores[by] as Storage;
            if (what === 'push') {
              await pushManifest(storage, repository, emptyIndex('text'), 'latest');
              model.add(repository);
            } else if (what === 'copy in') {
              await copyIn(root, repository);
              model.add(repository);
            } else if (what === 'remove by hand') {
              await removeByHand(root, repository);
              model.delete(repository);
            } else {
              const page = await storage.listTags(repository, { limit: 1 });
              expect(page !== undefined).toBe(model.has(repository));
              await storage.manifests.delete(
                repository,
                digestOf(Buffer.from(JSON.stringify(emptyIndex('text')))),
                someone,
              );
              model.delete(repository);
            }
            // A page in between, from the other process, which must not spoil what follows.
            await stores[1 - by]?.listRepositories({ limit: 2, last: repository });
          }
          const sorted = [...model].sort(byCode);
          for (const [after, limit] of looks) {
            const rest = sorted.filter((known) => known > after);
            const page = await stores[0]?.listRepositories({ last: after, limit });
            expect(page).toEqual({ names: rest.slice(0, limit), more: rest.length > limit });
          }
          for (const storage of stores) expect(await allPages(storage, 3)).toEqual(sorted);
          for (const { close } of opened) await close();
        },
      ),
      { numRuns: 15 },
    );
  });
});
