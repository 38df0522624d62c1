import { parseTag } from '@/lib/oci/reference';
import type { Origin } from '@/lib/storage/origin';
import type { Storage } from '@/lib/storage/storage';
import { pushImage } from '@/lib/storage/testing/open-storage';
import { app, deleteTagged, other, type Scenario } from './scenario';

const deleter: Origin = { actor: 'anna', cause: 'delete' };
const restorer: Origin = { actor: 'otto', cause: 'restore' };

/** Restores all that the trash has; what a run before this one has restored is gone from it. */
async function restoreAll({ trash }: Storage): Promise<void> {
  const { entries } = await trash.list();
  for (const { id } of entries) {
    const { complete } = await trash.restore(id, restorer);
    if (!complete) throw new Error('not all of it came back');
  }
}

/** Deletes an image of its own and its blobs, so that only the trash has them. */
async function trashImage(storage: Storage): Promise<void> {
  const { digest, config, layer } = await pushImage(storage, app, 'trashed', 'trashed');
  await storage.manifests.delete(app, digest, deleter);
  for (const blob of [config, layer]) await storage.blobs.delete(app, blob);
}

/** What is deleted with the trash on, restored, and let go. */
export const scenarios: Scenario[] = [
  {
    name: 'a tag that is removed to the trash',
    trash: true,
    undoable: true,
    again: true,
    run: (storage) => storage.manifests.untag(app, parseTag('latest'), deleter),
  },
  {
    name: 'a manifest that is deleted to the trash',
    trash: true,
    undoable: true,
    run: (storage) => deleteTagged(storage, app, 'two'),
  },
  {
    name: 'a repository that is deleted to the trash',
    trash: true,
    again: true,
    run: (storage) => storage.deleteRepository(other, deleter),
  },
  {
    name: 'a repository that is deleted',
    again: true,
    run: (storage) => storage.deleteRepository(other, deleter),
  },
  {
    name: 'a tag that is restored',
    trash: true,
    undoable: true,
    again: true,
    prepare: async ({ manifests }) => {
      await manifests.untag(app, parseTag('two'), deleter);
    },
    run: restoreAll,
  },
  {
    name: 'an image that is restored',
    trash: true,
    again: true,
    prepare: trashImage,
    run: restoreAll,
  },
  {
    name: 'a repository that is restored',
    trash: true,
    again: true,
    prepare: async (storage) => {
      await storage.deleteRepository(other, deleter);
    },
    run: restoreAll,
  },
  {
    name: 'a trash that is purged',
    trash: true,
    again: true,
    prepare: async (storage) => {
      await trashImage(storage);
      await storage.manifests.untag(app, parseTag('two'), deleter);
    },
    run: (storage) => storage.trash.purgeAll(),
  },
];
