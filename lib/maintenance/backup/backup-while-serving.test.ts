import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Digest } from '@/lib/oci/digest';
import { parseTag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';
import { StorageError } from '@/lib/storage/storage-error';
import {
  openStorage,
  pushImage,
  repositoryOf,
  someone,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { backUp, findingsOf, restore } from './testing/make-backup';

const names = ['a/one', 'a/two', 'b/three', 'b/four'].map(repositoryOf);

/** What was acknowledged of a repository, and when it was last touched: a count that only grows. */
interface Model {
  clock: number;
  tags: Map<string, { digest: Digest | undefined; touchedAt: number }>;
}

/** One user of a repository, of which it alone changes these tags: pushes, moves tags, deletes, collects. */
async function use(
  storage: Storage,
  model: Model,
  repository: RepositoryName,
  user: string,
  goesOn: (round: number) => boolean,
): Promise<void> {
  for (let round = 0; goesOn(round); round++) {
    const tag = `${user}-${round % 5}`;
    const key = `${repository}:${tag}`;
    const before = model.tags.get(key)?.digest;
    model.tags.set(key, { digest: before, touchedAt: ++model.clock });
    if (round % 3 === 2 && before) {
      await remove(storage, repository, before);
      model.tags.set(key, { digest: undefined, touchedAt: ++model.clock });
      continue;
    }
    // Half of the content is shared with the other repositories.
    const text = round % 2 === 0 ? `${user} ${round}` : `${repository} ${user} ${round}`;
    const { digest } = await pushImage(storage, repository, text, tag);
    model.tags.set(key, { digest, touchedAt: ++model.clock });
  }
}

/** Deletes an image and takes its blobs away at once, as collection without grace does. */
async function remove(storage: Storage, repository: RepositoryName, digest: Digest): Promise<void> {
  const stored = await storage.manifests.read(repository, digest);
  await storage.manifests.delete(repository, digest, someone);
  for (const one of stored?.manifest.references ?? []) {
    await storage.blobs.delete(repository, one.digest).catch((error: unknown) => {
      if (!(error instanceof StorageError && error.fault.code === 'REFERENCED')) throw error;
    });
  }
}

it.each(['link', 'copy'])(
  'holds what was pushed before it began and left alone, and nothing of it lacks anything (%s)',
  async (mode) => {
    const root = path.join(await temporaryFolder(), 'data');
    // Two processes serve the folder, and a third makes the backups.
    const [first, second, third] = await Promise.all([0, 1, 2].map(() => openStorage(root)));
    if (!first || !second || !third) throw new Error('three are open');
    const model: Model = { clock: 0, tags: new Map() };
    const everybody = (goesOn: (round: number) => boolean) =>
      Promise.all(
        names.flatMap((name) => [
          use(first.storage, model, name, 'ann', goesOn),
          use(second.storage, model, name, 'bob', goesOn),
        ]),
      );
    for (const name of names) {
      for (let at = 0; at < 12; at++) {
        const { digest } = await pushImage(first.storage, name, `${name} kept ${at}`, `kept-${at}`);
        model.tags.set(`${name}:kept-${at}`, { digest, touchedAt: ++model.clock });
      }
    }
    await everybody((round) => round < 6);

    let done = false;
    const serving = everybody((round) => round < 6 || !done);
    const backups: { place: string; began: Map<string, Digest | undefined>; at: number }[] = [];
    for (let run = 0; run < 3; run++) {
      const began = new Map([...model.tags].map(([key, { digest }]) => [key, digest]));
      const at = model.clock;
      const changesBefore = model.clock;
      const report = await backUp(third.storage, path.join(root, `../backups`), { copy: mode === 'copy' });
      expect(report).toMatchObject({ mode, leftOut: [] });
      expect(model.clock).toBeGreaterThan(changesBefore); // Otherwise nothing was tried.
      const untouched = new Map([...began].filter(([key]) => (model.tags.get(key)?.touchedAt ?? 0) <= at));
      backups.push({ place: report.place, began: untouched, at });
    }
    done = true;
    await serving;

    for (const { place, began, at } of backups) {
      expect(await findingsOf(place)).toEqual([]);
      expect(began.size).toBeGreaterThanOrEqual(names.length * 12);
      const restored = await openStorage(await restore(place, `${place}-restored`));
      for (const [key, digest] of began) {
        const [name = '', tag = ''] = key.split(':');
        const repository = repositoryOf(name);
        expect(await restored.storage.manifests.resolve(repository, parseTag(tag)), key).toBe(digest);
        if (digest === undefined) continue;
        const stored = await restored.storage.manifests.read(repository, digest);
        expect(stored, key).toBeDefined(); // And matches its digest.
        if ((model.tags.get(key)?.touchedAt ?? 0) > at) continue; // It may be gone from the registry by now.
        const live = first.storage.parts.paths.manifest(repository, digest);
        expect(stored?.bytes.equals(await fs.readFile(live)), key).toBe(true);
        for (const one of stored?.manifest.references ?? []) {
          const [there, here] = [first, restored].map(({ storage }) =>
            storage.parts.paths.blob(repository, one.digest),
          );
          expect((await fs.readFile(here ?? '')).equals(await fs.readFile(there ?? '')), key).toBe(true);
        }
      }
      await restored.close();
    }
  },
  120_000,
);
