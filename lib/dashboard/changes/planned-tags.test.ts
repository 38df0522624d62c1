import { describe, expect, it } from 'vitest';
import type { RetentionPolicy } from '@/lib/config';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import { FileSystemDriver } from '@/lib/storage/driver';
import {
  openStorage,
  pushImage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { ImageSummaries } from '../images/image-summary';
import { tagDeletionPlan, tagDeletionRun } from './change-contracts';
import type { ChangeScope } from './change-scope';
import { planTagDeletion } from './plan-tag-deletion';
import { removePlannedTags, runOfPlan } from './remove-planned-tags';

const app = repositoryOf('team/app');

/** A driver that can fail to remove a tag. */
class FailingDriver extends FileSystemDriver {
  failsFor: string | undefined;

  override async remove(file: string): Promise<boolean> {
    if (this.failsFor !== undefined && file.endsWith(`/${this.failsFor}`)) throw new Error('EIO');
    return await super.remove(file);
  }
}

async function open(policies: RetentionPolicy[] = []) {
  const driver = new FailingDriver(false);
  const { storage } = await openStorage(await temporaryFolder(), {}, { policies, trashMs: 60_000, driver });
  let mayDelete = true;
  const scope: ChangeScope = {
    storage,
    summaries: new ImageSummaries(storage),
    repository: app,
    may: () => mayDelete,
    sees: () => true,
    originOf: (cause) => ({ actor: 'alice', cause }),
  };
  const forbid = () => {
    mayDelete = false;
  };
  const names = async () =>
    (await storage.tagPage(app, { order: 'name', descending: false, limit: 1_000 }))?.rows.map(
      ({ name }) => name as string,
    );
  /** Makes a plan of all that match, and says how to run it. */
  const planned = async (q: string) => {
    const shown = await planTagDeletion(scope, { q }, 0);
    expect(tagDeletionPlan.parse(shown)).toEqual(shown);
    const plan = storage.tagPlans.get(app, shown.plan ?? 0);
    if (!plan) throw new Error('there is no plan');
    const run = (breathe: () => Promise<void> = async () => undefined) =>
      removePlannedTags(scope, plan, { pace: { breathe }, progress: () => undefined }, {});
    const outcome = () => storage.tagPlans.get(app, plan.id)?.outcome;
    return { shown, plan, run, outcome };
  };
  return { storage, scope, driver, forbid, names, planned };
}

describe('a plan of tags', () => {
  it('says what goes with them, what stays, and what comes free that nothing else needs', async () => {
    const policy = { repositories: ['team/*'], protected: ['latest'] } as unknown as RetentionPolicy;
    const { storage, scope, planned } = await open([policy]);
    const one = await pushImage(storage, app, 'one', 'v1', 'v2', 'latest');
    const two = await pushImage(storage, app, 'two', 'v3');
    const child = await pushImage(storage, app, 'child');
    const manifests = [child, two].map(({ digest, size }) => ({
      mediaType: mediaTypes.ociManifest,
      digest,
      size,
    }));
    const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests };
    const parent = await pushManifest(storage, app, index, 'v4');
    const { shown } = await planned('');
    expect(shown).toMatchObject({
      tagCount: 5,
      tags: ['latest', 'v1', 'v2', 'v3', 'v4'],
      guardedCount: 1,
      guard: 'latest is protected by retention.policies[0].protected',
      untagged: 2,
      trashMs: 60_000,
    });
    // The child goes with its index; the first image stays, for its protected tag stays.
    const bytesOf = (digest: typeof parent) =>
      storage.tagTable.contentBytesOf(app, [digest]).get(digest) ?? 0;
    const indexBytes = Buffer.byteLength(JSON.stringify(index));
    const all = two.size + bytesOf(two.digest) + child.size + bytesOf(child.digest) + indexBytes;
    expect(shown.freedBytes).toBe(all);
    expect(await planTagDeletion(scope, { names: ['v1', 'v2', 'gone'] }, 0)).toMatchObject({
      plan: null,
      tagCount: 2,
      untagged: 0,
      freedBytes: 0,
    });
    // What another repository has as well does not come free.
    await pushImage(storage, repositoryOf('team/other'), 'two', 'v1');
    expect((await planTagDeletion(scope, { names: ['v3'] }, 0)).freedBytes).toBe(two.size);
    expect(one.digest).not.toBe(two.digest);
  });

  it('removes what it lists and nothing else: what moved, came or is protected stays, and is told', async () => {
    const policy = { repositories: ['team/*'], protected: ['*-lts'] } as unknown as RetentionPolicy;
    const { storage, names, planned } = await open([policy]);
    await pushImage(storage, app, 'one', 'rc-1', 'rc-2', 'rc-3', 'rc-4-lts', 'v1');
    const { plan, run, outcome } = await planned('RC');
    await pushImage(storage, app, 'two', 'rc-2', 'rc-9');
    await storage.manifests.untag(app, parseTag('rc-3'), { actor: 'bob', cause: 'delete' });
    expect(await run()).toEqual({ repository: app, deleted: 1, keptCount: 3 });
    expect(await names()).toEqual(['rc-2', 'rc-4-lts', 'rc-9', 'v1']);
    expect(outcome()).toEqual({
      done: 4,
      deleted: 1,
      keptCount: 3,
      kept: [
        { name: 'rc-2', why: 'It was pushed again since it was shown.' },
        { name: 'rc-3', why: 'It was deleted already.' },
        { name: 'rc-4-lts', why: expect.stringContaining('retention.policies[0].protected') },
      ],
    });
    const { entries } = await storage.trash.list({ repository: app });
    expect(entries.flatMap(({ tags, actor }) => tags.map(({ name }) => `${actor} ${name}`)).sort()).toEqual([
      'alice rc-1',
      'bob rc-3',
    ]);
    const told = runOfPlan({ ...plan, outcome: outcome() ?? plan.outcome }, { state: 'done', result: {} });
    expect(tagDeletionRun.parse(told)).toMatchObject({ state: 'done', of: 4, done: 4, problem: null });
  });

  it('ends between two tags when it is cancelled, and says how far it came', async () => {
    const { storage, names, planned } = await open();
    const tags = Array.from({ length: 5 }, (_, at) => `t${at}`);
    await pushImage(storage, app, 'one', ...tags);
    const { run, outcome, plan } = await planned('');
    let turns = 0;
    const breathe = async () => {
      if (++turns > 3) throw new Error('cancelled by alice');
    };
    await expect(run(breathe)).rejects.toThrow('cancelled by alice');
    expect(await names()).toEqual(['t3', 't4']);
    expect(outcome()).toMatchObject({ done: 3, deleted: 3, keptCount: 0 });
    for await (const left of storage.tagPlans.pages(plan.id)) expect(left).toEqual([]);
  });

  it('goes on no longer than whoever asked may delete, and no further than the first error', async () => {
    const { storage, names, planned, forbid, driver } = await open();
    const tags = Array.from({ length: 60 }, (_, at) => `t${String(at).padStart(2, '0')}`);
    await pushImage(storage, app, 'one', ...tags);
    driver.failsFor = 't02';
    const failing = await planned('');
    await expect(failing.run()).rejects.toThrow('EIO');
    expect(failing.outcome()).toMatchObject({ done: 2, deleted: 2 });
    driver.failsFor = undefined;
    const { run } = await planned('');
    await expect(run(async () => forbid())).rejects.toMatchObject({ status: 403 });
    expect((await names())?.length).toBe(58);
    await expect(planned('')).rejects.toMatchObject({ status: 403 });
  });

  it('is taken by one run, and known in its repository alone', async () => {
    const { storage, planned } = await open();
    await pushImage(storage, app, 'one', 'v1');
    const { plan } = await planned('');
    expect(storage.tagPlans.get(repositoryOf('team/other'), plan.id)).toBeUndefined();
    expect([storage.tagPlans.take(plan.id, 1), storage.tagPlans.take(plan.id, 2)]).toEqual([true, false]);
    expect(storage.tagPlans.get(app, plan.id)?.job).toBe(1);
  });
});
