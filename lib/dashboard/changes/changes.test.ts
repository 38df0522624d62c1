import { writeFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import type { RetentionPolicy } from '@/lib/config';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import { StoredManifest } from '@/lib/storage/stored-manifest';
import {
  openStorage,
  pushBlob,
  pushImage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { ImageSummaries } from '../images/image-summary';
import type { ChangeScope } from './change-scope';
import { deleteManifest, planManifestDeletion } from './delete-manifest';
import { deleteWholeRepository, planRepositoryDeletion } from './delete-repository';
import { deleteTags } from './delete-tags';
import { planTagDeletion } from './plan-tag-deletion';
import { readProtection, setProtection, setProtections } from './protect-tags';
import { restoreEntries } from './restore-entries';
import { retag } from './retag';

const app = repositoryOf('team/app');
const [v1, latest] = [parseTag('v1'), parseTag('latest')];

async function open({ policies, rights }: { policies?: RetentionPolicy[]; rights?: string[] } = {}) {
  const { storage } = await openStorage(await temporaryFolder(), {}, { policies, trashMs: 60_000 });
  const scope: ChangeScope = {
    storage,
    summaries: new ImageSummaries(storage),
    repository: app,
    may: (action) => rights?.includes(action) ?? true,
    sees: () => true,
    originOf: (cause) => ({ actor: 'alice', cause }),
  };
  return { storage, scope };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** Tags as the table shows them. */
async function seen({ storage }: Pick<Opened, 'storage'>, ...names: string[]) {
  const page = await storage.tagPage(app, { order: 'name', descending: false, limit: 100 });
  return (page?.rows ?? []).filter(({ name }) => names.includes(name));
}

const fine = async () => undefined;

describe('tags', () => {
  it('are deleted one by one, never with those that share their manifest, and come back from the trash', async () => {
    const opened = await open();
    const { storage, scope } = opened;
    const { digest } = await pushImage(storage, app, 'one', 'v1', 'latest');
    const { deleted, kept } = await deleteTags(scope, await seen(opened, 'v1'));
    expect(kept).toEqual([]);
    expect(await storage.manifests.resolve(app, latest)).toBe(digest);
    expect(await storage.manifests.resolve(app, v1)).toBeUndefined();
    const [one] = deleted;
    expect(await restoreEntries(scope, [one?.entry ?? ''])).toEqual({
      restored: ['v1'],
      taken: [],
      failed: [],
    });
    expect(await storage.manifests.resolve(app, v1)).toBe(digest);
  });

  it('stay when they were pushed again meanwhile, and when a rule protects them, which is named', async () => {
    const policy = { repositories: ['team/*'], protected: ['latest'] } as unknown as RetentionPolicy;
    const opened = await open({ policies: [policy] });
    await pushImage(opened.storage, app, 'one', 'v1', 'latest');
    const before = await seen(opened, 'v1', 'latest');
    await pushImage(opened.storage, app, 'two', 'v1');
    const { deleted, kept } = await deleteTags(opened.scope, before);
    expect(deleted).toEqual([]);
    expect(kept).toEqual([
      { name: 'latest', why: expect.stringContaining('retention.policies[0].protected') },
      { name: 'v1', why: 'It was pushed again since it was shown.' },
    ]);
  });

  it('that are gone are told of at once and can be brought back, whatever happens to the next one', async () => {
    const opened = await open();
    const { storage, scope } = opened;
    await pushImage(storage, app, 'one', 'v1', 'v2', 'v3');
    const tags = await seen(opened, 'v1', 'v2', 'v3');
    const untag = storage.manifests.untag.bind(storage.manifests);
    const told: unknown[] = [];
    vi.spyOn(storage.manifests, 'untag').mockImplementation(async (...parameters) => {
      if (parameters[1] === 'v2') throw new Error('the disk is full');
      return await untag(...parameters);
    });
    const { deleted, kept } = await deleteTags(scope, tags, {
      onDeleted: ({ name }) => told.push(name),
      onFailed: (error) => told.push((error as Error).message),
    });
    expect(told).toEqual(['v1', 'the disk is full']);
    expect(kept).toEqual([
      { name: 'v2', why: expect.stringContaining('the log') },
      { name: 'v3', why: expect.stringContaining('not tried') },
    ]);
    const entries = ['long-gone', deleted[0]?.entry ?? ''];
    expect(await restoreEntries(scope, entries)).toEqual({
      restored: ['v1'],
      taken: [],
      failed: [{ entry: 'long-gone', why: expect.stringContaining('no such entry') }],
    });
  });

  it('are found in the trash without a look at what else it has', async () => {
    const opened = await open();
    const { storage, scope } = opened;
    await pushImage(storage, app, 'one', 'v1', 'v2');
    await pushImage(storage, repositoryOf('team/other'), 'other', 'v1');
    await storage.deleteRepository(repositoryOf('team/other'), { actor: 'bob', cause: 'delete' });
    const read = vi.spyOn(storage.parts.trashStore, 'read');
    const { deleted } = await deleteTags(scope, await seen(opened, 'v2'));
    expect(deleted[0]?.entry).not.toBeNull();
    expect(read.mock.calls).toEqual([[deleted[0]?.entry]]);
  });

  it('are deleted and restored by nobody without the right', async () => {
    const opened = await open({ rights: ['pull'] });
    await pushImage(opened.storage, app, 'one', 'v1');
    const tags = await seen(opened, 'v1');
    await expect(deleteTags(opened.scope, tags)).rejects.toMatchObject({ status: 403 });
    const { deleted } = await deleteTags({ ...opened.scope, may: () => true }, tags);
    const entries = deleted.map(({ entry }) => entry ?? '');
    await expect(restoreEntries(opened.scope, entries)).rejects.toMatchObject({ status: 403 });
    const bob = { ...opened.scope, may: (action: string) => action === 'delete' };
    await expect(
      restoreEntries({ ...bob, originOf: (cause) => ({ actor: 'bob', cause }) }, entries),
    ).rejects.toMatchObject({ status: 403 });
    // Who deleted it may undo that.
    expect(await restoreEntries(bob, entries)).toEqual({ restored: ['v1'], taken: [], failed: [] });
    await expect(restoreEntries(bob, ['nothing'])).rejects.toMatchObject({ status: 404 });
  });

  it('move only from where they were when that was decided, and only by who may', async () => {
    const { storage, scope } = await open();
    const one = await pushImage(storage, app, 'one', 'v1');
    const two = await pushImage(storage, app, 'two', 'v2');
    const [from, digest] = [one.digest, two.digest];
    expect(await retag(scope, 'v1', { digest, from }, fine)).toEqual({ name: 'v1', digest, from });
    await expect(retag(scope, 'v1', { digest: from, from }, fine)).rejects.toMatchObject({ status: 409 });
    await expect(retag(scope, '-bad', { digest, from: null }, fine)).rejects.toMatchObject({ status: 400 });
    const mover = { ...scope, may: (action: string) => action === 'retag' };
    await expect(retag(mover, 'new', { digest, from: null }, fine)).rejects.toMatchObject({ status: 403 });
    expect(await retag(mover, 'v1', { digest: from, from: digest }, fine)).toMatchObject({ digest: from });
    const unsigned = async () => 'not signed';
    await expect(retag(scope, 'prod', { digest, from: null }, unsigned)).rejects.toMatchObject({
      status: 409,
      message: 'not signed',
    });
    const [event] = await storage.history.events(app, { tag: v1, limit: 1 });
    expect(event).toMatchObject({ actor: 'alice', cause: 'retag' });
    await retag(scope, 'v1', { digest, from, as: 'rollback' }, fine);
    const [back] = await storage.history.events(app, { tag: v1, limit: 1 });
    expect(back).toMatchObject({ from, to: digest, cause: 'rollback' });
  });

  it('is not moved when it moves, or is made, while the settings are asked about it', async () => {
    const { storage, scope } = await open();
    const { digest: one } = await pushImage(storage, app, 'one', 'v1');
    const { digest: two } = await pushImage(storage, app, 'two', 'v2');
    for (const [tag, from] of [
      [v1, one],
      [latest, null],
    ] as const) {
      const examine = async () => {
        await storage.manifests.retag(app, tag, two, { actor: 'bob', cause: 'rollback' });
        return undefined;
      };
      await expect(retag(scope, tag, { digest: one, from }, examine)).rejects.toMatchObject({ status: 409 });
      expect(await storage.manifests.resolve(app, tag)).toBe(two);
    }
  });
});

describe('a manifest', () => {
  it('goes with its tags as planned, and not when another tag came meanwhile', async () => {
    const { storage, scope } = await open();
    const { digest, size } = await pushImage(storage, app, 'one', 'v1');
    await pushImage(storage, repositoryOf('team/other'), 'other');
    const plan = await planManifestDeletion(scope, digest);
    expect(plan).toMatchObject({ tags: ['v1'], tagCount: 1, parents: [], others: 0, guard: null });
    expect(plan.freedBytes).toBe(size + '{"config":"one"}layer of one'.length);
    await storage.manifests.retag(app, latest, digest, { actor: 'bob', cause: 'rollback' });
    await expect(deleteManifest(scope, digest, plan.plan)).rejects.toMatchObject({ status: 409 });
    const again = await planManifestDeletion(scope, digest);
    const { entry } = await deleteManifest(scope, digest, again.plan);
    expect(await storage.manifests.read(app, digest)).toBeUndefined();
    expect(await restoreEntries(scope, [entry ?? ''])).toMatchObject({ restored: ['latest', 'v1'] });
  });

  it('does not go when it would free less than was shown, because somebody else names its layers by now', async () => {
    const { storage, scope } = await open();
    const { digest } = await pushImage(storage, app, 'one', 'v1');
    const { plan, freedBytes } = await planManifestDeletion(scope, digest);
    await pushImage(storage, repositoryOf('team/other'), 'one');
    await expect(deleteManifest(scope, digest, plan)).rejects.toMatchObject({ status: 409 });
    const again = await planManifestDeletion(scope, digest);
    expect(again.freedBytes).toBeLessThan(freedBytes);
    await deleteManifest(scope, digest, again.plan);
    expect(await storage.manifests.read(app, digest)).toBeUndefined();
  });

  it('frees nothing that another repository holds, and is kept by an index that names it', async () => {
    const { storage, scope } = await open();
    const { digest, size } = await pushImage(storage, app, 'one');
    await pushImage(storage, repositoryOf('secret/other'), 'one');
    const manifests = [{ mediaType: mediaTypes.ociManifest, digest, size }];
    const index = await pushManifest(storage, app, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests,
    });
    const plan = await planManifestDeletion(scope, digest);
    expect(plan).toMatchObject({ freedBytes: size, parents: [index] });
    const reader = { ...scope, may: (action: string) => action === 'pull' };
    await expect(planManifestDeletion(reader, digest)).rejects.toMatchObject({ status: 403 });
    await expect(planRepositoryDeletion(reader)).rejects.toMatchObject({ status: 403 });
    await expect(deleteManifest(scope, digest, plan.plan)).rejects.toMatchObject({ status: 409 });
  });
});

describe('what stays because others need it', () => {
  const image = (text: string) => `{"config":"${text}"}layer of ${text}`.length;

  it('of a repository is told with who needs it, by name only of what whoever asks may pull from', async () => {
    const { storage, scope } = await open();
    const [base, own] = [
      await pushImage(storage, app, 'base', 'v1'),
      await pushImage(storage, app, 'own', 'v2'),
    ];
    const [seen, hidden] = [repositoryOf('team/other'), repositoryOf('secret/other')];
    for (const repository of [seen, hidden]) await pushImage(storage, repository, 'base', 'v1');
    const may = { ...scope, sees: (name: string) => name.startsWith('team/') };
    const plan = await planRepositoryDeletion(may);
    expect(plan.kept).toEqual({
      bytes: image('base'),
      hereBytes: 0,
      repositories: [{ repository: seen, bytes: image('base') }],
      repositoryCount: 2,
      exact: true,
    });
    expect(plan.freedBytes).toBe(base.size + own.size + image('own'));
    // Another one needs what was to come free: the plan is not that any more.
    await pushImage(storage, seen, 'own', 'v2');
    await expect(deleteWholeRepository(may, plan.plan)).rejects.toMatchObject({ status: 409 });
  });

  it('of a manifest is also what others of its repository need, and its signature goes with it by name', async () => {
    const { storage, scope } = await open();
    const { digest, size, config, layer } = await pushImage(storage, app, 'base', 'v1');
    const described = (blob: Digest, bytes: number, mediaType: string) => ({
      mediaType,
      digest: blob,
      size: bytes,
    });
    await pushManifest(
      storage,
      app,
      {
        schemaVersion: 2,
        mediaType: mediaTypes.ociManifest,
        config: described(config, '{"config":"base"}'.length, mediaTypes.ociConfig),
        layers: [],
      },
      'v2',
    );
    const signature = await pushManifest(storage, app, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      artifactType: 'application/vnd.dev.cosign.artifact.sig.v1+json',
      config: described(await pushBlob(storage, app, '{}'), 2, mediaTypes.empty),
      layers: [],
      subject: { mediaType: mediaTypes.ociManifest, digest, size },
    });
    expect(layer).not.toBe(config);
    expect(await planManifestDeletion(scope, digest)).toMatchObject({
      goingWith: [{ digest: signature, kind: 'signature' }],
      kept: { bytes: '{"config":"base"}'.length, hereBytes: '{"config":"base"}'.length, repositories: [] },
    });
  });
});

it('a repository goes whole as planned, and not when something was pushed meanwhile', async () => {
  const { storage, scope } = await open();
  await pushImage(storage, app, 'one', 'v1');
  const plan = await planRepositoryDeletion(scope);
  expect(plan).toMatchObject({ tagCount: 1, manifestCount: 1, tags: ['v1'], guard: null });
  await pushImage(storage, app, 'two', 'v1');
  await expect(deleteWholeRepository(scope, plan.plan)).rejects.toMatchObject({ status: 409 });
  const { entry } = await deleteWholeRepository(scope, (await planRepositoryDeletion(scope)).plan);
  expect(await storage.listTags(app, { limit: 1 })).toBeUndefined();
  expect((await restoreEntries(scope, [entry ?? ''])).restored).toEqual(['v1']);
});

describe('protection', () => {
  const quiet = () => undefined;

  it('keeps tags in every deletion, which names who protected them and how to go on', async () => {
    const opened = await open();
    const { storage, scope } = opened;
    const { digest } = await pushImage(storage, app, 'one', 'v1', 'latest');
    const told: string[] = [];
    const watch = (tag: string, isProtected: boolean) => told.push(`${tag} ${isProtected}`);
    expect(await setProtection(scope, 'v1', true, watch)).toMatchObject({ protection: { by: 'alice' } });
    await setProtection(scope, 'v1', true, watch);
    expect(told).toEqual(['v1 true']);
    const { deleted, kept } = await deleteTags(scope, await seen(opened, 'v1', 'latest'));
    expect(deleted).toMatchObject([{ name: 'latest' }]);
    expect(kept).toEqual([
      {
        name: 'v1',
        why: expect.stringMatching(
          /^v1 is protected in the dashboard by alice on [\d-]+\. Lift the protection first\.$/,
        ),
      },
    ]);
    const words = expect.stringMatching(/^v1 is protected in the dashboard by alice on [\d-]+$/);
    expect(await planManifestDeletion(scope, digest)).toMatchObject({ guard: words });
    expect(await planRepositoryDeletion(scope)).toMatchObject({ guard: words });
    const plan = await planTagDeletion(scope, { q: '' }, 0);
    expect(plan).toMatchObject({ tagCount: 1, guardedCount: 1, guard: words, untagged: 0 });
  });

  it('is changed and lifted by who administers the repository, not by who may delete from it', async () => {
    const opened = await open({ rights: ['pull', 'push', 'retag', 'delete'] });
    await pushImage(opened.storage, app, 'one', 'v1');
    const forbidden = { status: 403, code: 'forbidden' };
    await expect(setProtection(opened.scope, 'v1', true, quiet)).rejects.toMatchObject(forbidden);
    await expect(setProtection(opened.scope, 'v1', false, quiet)).rejects.toMatchObject(forbidden);
    const body = { names: ['v1'], isProtected: true };
    await expect(setProtections(opened.scope, body, quiet)).rejects.toMatchObject(forbidden);
    expect(await readProtection(opened.scope, 'v1')).toMatchObject({ protection: null, guard: null });
  });

  it('of many tags tells which changed, and why others could not', async () => {
    const { storage, scope } = await open();
    await pushImage(storage, app, 'one', 'v1', 'v2', 'v3');
    await setProtection(scope, 'v2', true, quiet);
    const names = ['v1', 'v2', 'gone', '../x', 'v3', 'v1'];
    expect(await setProtections(scope, { names, isProtected: true }, quiet)).toEqual({
      changed: ['v1', 'v3'],
      failed: [
        { name: 'gone', why: 'There is no tag gone.' },
        { name: '../x', why: 'There is no tag ../x.' },
      ],
    });
    const lifted = await setProtections(scope, { names: ['v1', 'v2'], isProtected: false }, quiet);
    expect(lifted).toEqual({ changed: ['v1', 'v2'], failed: [] });
    await expect(readProtection(scope, 'gone')).rejects.toMatchObject({ status: 404 });
  });
});

describe('a manifest that is too large to be parsed', () => {
  it('is planned and deleted without that, and its own bytes are what comes free at least', async () => {
    const opened = await open();
    const { storage, scope } = opened;
    await pushImage(storage, app, 'one', 'v1');
    const config = await pushBlob(storage, app, 'named!');
    const document = {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: { mediaType: mediaTypes.ociConfig, digest: config, size: 6 },
      layers: [],
      annotations: { big: 'x'.repeat(5 * 1024 * 1024) },
    };
    const bytes = Buffer.from(JSON.stringify(document));
    const digest = digestOf(bytes);
    const { driver, paths } = storage.parts;
    await writeFile(paths.manifest(app, digest), bytes);
    await driver.symlink(digest, paths.tag(app, latest));
    const parsed = vi.spyOn(StoredManifest.prototype, 'readable', 'get');
    const plan = await planManifestDeletion(scope, digest);
    expect(parsed).not.toHaveBeenCalled();
    expect(plan).toMatchObject({ tags: ['latest'], freedBytes: bytes.length });
    parsed.mockRestore();
    const { entry } = await deleteManifest(scope, digest, plan.plan);
    expect(await storage.manifests.read(app, digest)).toBeUndefined();
    // The trash keeps all that it names: it comes back whole.
    await storage.blobs.delete(app, config);
    expect((await restoreEntries(scope, [entry ?? ''])).restored).toEqual(['latest']);
    expect(await storage.blobs.find(app, config)).toBeDefined();
  });
});
