import { expect, it } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { parseTag } from '@/lib/oci/reference';
import { openStorage, pushImage, repositoryOf, temporaryFolder } from '@/lib/storage/testing/open-storage';
import type { ChangeScope } from '../changes/change-scope';
import { restoreEntries } from '../changes/restore-entries';
import { formerManifest } from './former-contract';
import { ImageSummaries } from './image-summary';
import { readFormerManifest } from './read-former-manifest';

const app = repositoryOf('team/app');
const v1 = parseTag('v1');
const alice = { actor: 'alice', cause: 'delete' } as const;

async function open(trashMs = 60_000) {
  const { storage } = await openStorage(await temporaryFolder(), {}, { trashMs });
  const scopeOf = (actor: string, ...rights: string[]): ChangeScope => ({
    storage,
    summaries: new ImageSummaries(storage),
    repository: app,
    may: (action) => rights.includes(action),
    sees: () => true,
    originOf: (cause) => ({ actor, cause }),
  });
  return { storage, scopeOf };
}

const nothing = { deleted: null, kept: null };

it('says who deleted a tag and what it pointed to, and gives what brings it back to who may restore it alone', async () => {
  const { storage, scopeOf } = await open();
  const { digest } = await pushImage(storage, app, 'one', 'v1', 'latest');
  const reader = scopeOf('bob', 'pull', 'delete');
  expect(await readFormerManifest(reader, 'v1')).toMatchObject(nothing);
  await storage.manifests.untag(app, v1, alice);
  const told = await readFormerManifest(reader, 'v1');
  expect(formerManifest.parse(told)).toEqual(told);
  expect(told).toMatchObject({
    deleted: { actor: 'alice', cause: 'delete', digest },
    kept: { kind: 'tag', tagCount: 1, entry: null },
  });
  // Who deleted it, but may not delete any more.
  expect((await readFormerManifest(scopeOf('alice', 'pull'), 'v1')).kept?.entry).toBeNull();
  const root = scopeOf('root', 'administer');
  for (const scope of [scopeOf('alice', 'delete'), root])
    expect((await readFormerManifest(scope, 'v1')).kept?.entry).toMatch(/^[0-9a-z]{9}-/);
  const { kept } = await readFormerManifest(root, 'v1');
  expect(await restoreEntries(root, [kept?.entry ?? ''])).toMatchObject({ restored: ['v1'] });
  expect(await readFormerManifest(root, 'v1')).toMatchObject(nothing);
});

it('says of a manifest, and of its tags, with what they went', async () => {
  const { storage, scopeOf } = await open();
  const { digest } = await pushImage(storage, app, 'one', 'v1', 'latest');
  const { digest: two } = await pushImage(storage, app, 'two', 'v2');
  const scope = scopeOf('alice', 'delete');
  await storage.manifests.delete(app, digest, alice);
  for (const reference of [digest, 'v1', 'latest'])
    expect(await readFormerManifest(scope, reference)).toMatchObject({
      deleted: { actor: 'alice', digest },
      kept: { kind: 'manifest', tagCount: 2 },
    });
  await storage.deleteRepository(app, { actor: 'bob', cause: 'delete' });
  for (const reference of [two, 'v2'])
    expect(await readFormerManifest(scope, reference)).toMatchObject({
      deleted: { actor: 'bob', digest: two },
      kept: { kind: 'repository', entry: null },
    });
});

it('knows that a tag went where the trash is off, and nothing of what never was', async () => {
  const { storage, scopeOf } = await open(0);
  const { digest } = await pushImage(storage, app, 'one', 'v1');
  await storage.manifests.untag(app, v1, alice);
  const scope = scopeOf('alice', 'delete', 'administer');
  expect(await readFormerManifest(scope, 'v1')).toMatchObject({ deleted: { digest }, kept: null });
  for (const text of ['never', digest, digestOf(Buffer.from('x'))])
    expect(await readFormerManifest(scope, text)).toMatchObject(nothing);
  await expect(readFormerManifest(scope, '../x')).rejects.toMatchObject({ status: 404 });
});
