import fs from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { newUploadId } from '@/lib/storage/paths';
import { HookedDriver } from '@/lib/storage/testing/hooked-driver';
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
import { JobRunning, Jobs } from '../jobs';
import { Pace } from '../pace';
import { CollectionPass } from './collection-pass';
import type { CollectionOptions } from './options';
import type { Garbage, RepositoryGarbage } from './report';
import { type CollectionSettings, runCollection } from './run-collection';

const [one, other, third] = [repositoryOf('team/one'), repositoryOf('team/other'), repositoryOf('third/x')];
const hourMs = 3_600_000;
const never = new AbortController().signal;

async function open(root?: string) {
  const folder = root ?? (await temporaryFolder());
  const driver = new HookedDriver();
  const { storage } = await openStorage(folder, {}, { driver });
  return { ...storage.parts, storage, driver, root: folder };
}
type Opened = Awaited<ReturnType<typeof open>>;

/** A pass for which whatever is condemned has been so for long enough, whatever the kernel's clock says. */
async function pass({ storage }: Opened, change: Partial<CollectionOptions> = {}) {
  const [garbage, repositories]: [Garbage[], RepositoryGarbage[]] = [[], []];
  const signal = change.signal ?? never;
  const options = {
    dryRun: false,
    graceMs: -hourMs,
    untaggedAfterMs: () => 0,
    settingsKey: JSON.stringify([change.graceMs ?? -hourMs, change.untaggedAfterMs?.(one)]),
    signal,
    pace: new Pace(signal),
    onGarbage: (item: Garbage) => garbage.push(item),
    onRepository: (item: RepositoryGarbage) => repositories.push(item),
    ...change,
  };
  const result = await new CollectionPass(storage.parts, options).run();
  return { ...result, garbage, repositories: { ...result.repositories, told: repositories } };
}
const plan = (opened: Opened, change: Partial<CollectionOptions> = {}) =>
  pass(opened, { dryRun: true, ...change });

/** How many bytes the files of blobs take, each file once. */
async function bytesOf({ root }: Opened): Promise<number> {
  const files = new Map<number, number>();
  for (const entry of await fs.readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\/(pool|blobs|uploads)/.test(entry.parentPath)) continue;
    if (entry.name === 'session.json') continue;
    const { ino, size } = await fs.stat(`${entry.parentPath}/${entry.name}`);
    files.set(ino, size);
  }
  return [...files.values()].reduce((sum, size) => sum + size, 0);
}

describe('CollectionPass', () => {
  it('condemns garbage, takes it when it is due, and leaves nothing behind', async () => {
    const opened = await open();
    const image = await pushImage(opened, one, 'kept', 'latest');
    const gone = await pushImage(opened, one, 'gone', 'old');
    const alone = await pushBlob(opened, other, 'alone');
    await opened.manifests.delete(one, gone.digest, someone);
    const first = await pass(opened, { graceMs: hourMs });
    expect(first).toMatchObject({ blobs: { count: 0 }, waiting: { count: 3 }, freeBytes: 0 });
    const second = await pass(opened);
    expect(second).toMatchObject({ blobs: { count: 3 }, waiting: { count: 0 } });
    expect(second.garbage.map(({ name }) => name).sort()).toEqual([gone.config, gone.layer, alone].sort());
    for (const digest of [image.config, image.layer]) {
      expect(await opened.blobs.find(one, digest)).toBeDefined();
      expect(await opened.driver.stat(opened.paths.poolBlob(digest))).toBeDefined();
    }
    expect(await opened.driver.stat(opened.paths.poolBlob(gone.layer))).toBeUndefined();
    // A repository that held blobs alone is gone with them.
    expect(await fs.readdir(opened.paths.repositories)).toEqual(['team']);
    expect(await fs.readdir(`${opened.paths.repositories}/team`)).toEqual(['one']);
  });

  it('plans what the run then takes, and touches nothing while it plans', async () => {
    const opened = await open();
    const gone = await pushImage(opened, one, 'gone', 'old');
    await pushImage(opened, other, 'gone', 'old');
    await pushBlob(opened, third, 'alone');
    await opened.manifests.delete(one, gone.digest, someone);
    await pass(opened, { graceMs: hourMs });
    const modes = async () =>
      await Promise.all([gone.config, gone.layer].map((one) => fs.stat(opened.paths.poolBlob(one))));
    const before = { bytes: await bytesOf(opened), modes: await modes() };
    const planned = await plan(opened);
    expect(planned.blobs.count).toBe(3);
    expect({ bytes: await bytesOf(opened), modes: await modes() }).toEqual(before);
    expect(planned.garbage.find(({ name }) => name === gone.layer)?.sharedWith).toEqual({
      repositories: [other],
      links: 1,
    });
    const { garbage, repositories, ...totals } = await pass(opened);
    expect(totals).toMatchObject({
      blobs: planned.blobs,
      freeBytes: planned.freeBytes,
      sharedBytes: planned.sharedBytes,
    });
    expect(before.bytes - (await bytesOf(opened))).toBe(planned.freeBytes);
    expect(garbage.map(({ name }) => name)).toEqual(planned.garbage.map(({ name }) => name));
  });

  it('says to the byte what comes free, whoever shares what, and frees that', async () => {
    const repositories = [one, other, third];
    // Which of five blobs each repository has: not at all, as garbage, or named by a manifest.
    const having = fc.array(fc.constantFrom('no', 'garbage', 'named'), { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(having, { minLength: 3, maxLength: 3 }), async (table) => {
        const opened = await open();
        const text = (at: number) => `blob ${at}`.repeat(at + 1);
        for (const [row, repository] of repositories.entries()) {
          const named = [];
          for (let at = 0; at < 5; at++) {
            const has = table[row]?.[at];
            if (has === 'no') continue;
            const digest = await pushBlob(opened, repository, text(at));
            const size = text(at).length;
            if (has === 'named') named.push({ mediaType: 'application/octet-stream', digest, size });
          }
          await pushManifest(opened, repository, emptyIndex('', { manifests: named }), 'latest');
        }
        await pass(opened, { graceMs: hourMs });
        const sum = (isCounted: (column: (string | undefined)[]) => boolean) =>
          [0, 1, 2, 3, 4]
            .filter((at) => isCounted(table.map((row) => row[at])))
            .reduce((bytes, at) => bytes + text(at).length, 0);
        const freeBytes = sum((column) => column.includes('garbage') && !column.includes('named'));
        const sharedBytes = sum((column) => column.includes('garbage') && column.includes('named'));
        const before = await bytesOf(opened);
        expect(await plan(opened)).toMatchObject({ freeBytes, sharedBytes });
        expect(await pass(opened)).toMatchObject({ freeBytes, sharedBytes });
        expect(before - (await bytesOf(opened))).toBe(freeBytes);
        expect(await plan(opened, { full: true })).toMatchObject({
          blobs: { count: 0 },
          poolEntries: { count: 0 },
          waiting: { count: 0 },
        });
      }),
      { numRuns: 10 },
    );
  });

  it('takes in one run what several repositories let go, though each link that goes makes the file new', async () => {
    const opened = await open();
    for (const repository of [one, other, third]) await pushBlob(opened, repository, 'shared');
    const condemned = await pass(opened, { graceMs: hourMs });
    expect(condemned.waiting.count).toBe(3);
    const [digest = ''] = condemned.garbage.map(({ name }) => name);
    const { changedAtMs = 0 } = (await opened.driver.stat(opened.paths.poolBlob(digest as Digest))) ?? {};
    // Due by a moment: after the first link has gone, the file's own time says that it is not.
    let now = Date.now();
    while (now < changedAtMs + 20)
      now = await new Promise((resolve) => setImmediate(() => resolve(Date.now())));
    const taken = await pass(opened, { graceMs: now - changedAtMs - 1 });
    expect(taken).toMatchObject({ blobs: { count: 3 }, waiting: { count: 0 }, freeBytes: 6, sharedBytes: 0 });
  });

  it('does not count as free what the trash, an upload or a backup still holds', async () => {
    const opened = await open();
    const digest = await pushBlob(opened, one, 'content');
    await fs.link(opened.paths.poolBlob(digest), `${opened.root}/a-backup`);
    await pass(opened, { graceMs: hourMs });
    const planned = await plan(opened);
    expect(planned).toMatchObject({ blobs: { count: 1, bytes: 7 }, freeBytes: 0, sharedBytes: 7 });
    expect(planned.garbage[0]?.sharedWith).toEqual({ repositories: [], links: 1 });
  });

  it('asks three questions about a repository that did not change, and reads none of its folders', async () => {
    const opened = await open();
    const names = Array.from({ length: 20 }, (_, at) => repositoryOf(`team/r${at}`));
    for (const repository of names) await pushImage(opened, repository, `${repository}`, 'latest');
    await pass(opened);
    const asked = new Map<string, number>();
    opened.driver.onCall = (_, [file = '']) => {
      const [repository] = /team\/r\d+/.exec(file) ?? [];
      if (repository) asked.set(repository, (asked.get(repository) ?? 0) + 1);
    };
    const again = await pass(opened);
    expect(again.repositories).toMatchObject({ total: 20, looked: 0 });
    expect([...asked.values()]).toEqual(names.map(() => 3)); // The folder, its manifests, its blobs.
    opened.driver.onCall = undefined;
    await pushBlob(opened, names[7] as RepositoryName, 'new garbage');
    expect((await pass(opened, { graceMs: -hourMs })).repositories).toMatchObject({ total: 20, looked: 1 });
  });

  it('comes back to what was too young when that is due, and to all when it is asked or the settings change', async () => {
    const opened = await open();
    await pushImage(opened, one, 'kept', 'latest');
    await pushBlob(opened, other, 'young');
    expect((await pass(opened, { graceMs: hourMs })).repositories.looked).toBe(2);
    expect((await pass(opened, { graceMs: hourMs })).repositories.looked).toBe(0);
    expect((await plan(opened, { graceMs: hourMs, full: true })).repositories.looked).toBe(2);
    expect((await plan(opened, { graceMs: 2 * hourMs })).repositories.looked).toBe(2);
    const { query } = opened.database;
    opened.database.run(
      query.updateTable('collected').set({ again_at_ms: 1 }).where('again_at_ms', 'is not', null),
    );
    expect((await pass(opened, { graceMs: hourMs })).repositories.looked).toBe(1);
    expect((await pass(opened, { graceMs: hourMs, full: true })).repositories.looked).toBe(2);
  });

  it('ends at once when it is told to, and the next run does only what is left', async () => {
    const opened = await open();
    for (let at = 0; at < 10; at++) await pushBlob(opened, repositoryOf(`team/r${at}`), `garbage ${at}`);
    await pass(opened, { graceMs: hourMs });
    const ending = new AbortController();
    let seen = 0;
    const ended = pass(opened, {
      signal: ending.signal,
      onRepository: () => {
        seen += 1;
        if (seen === 4) ending.abort(new Error('ended'));
      },
    });
    await expect(ended).rejects.toThrow('ended');
    const rest = await pass(opened);
    expect(rest.blobs.count).toBe(6);
    expect(await bytesOf(opened)).toBe(0);
  });

  it('may look at one repository alone, also at one that the index does not know yet', async () => {
    const opened = await open();
    for (const repository of [one, other]) await pushBlob(opened, repository, `garbage of ${repository}`);
    opened.database.run(opened.database.query.deleteFrom('folder'));
    expect(await pass(opened, { repository: one })).toMatchObject({ waiting: { count: 1 } });
    const taken = await pass(opened, { repository: one });
    expect(taken).toMatchObject({
      repositories: { total: 1, looked: 1 },
      blobs: { count: 1 },
      poolWalked: false,
    });
    expect(await plan(opened, { repository: third })).toMatchObject({ repositories: { total: 0 } });
  });

  it('takes what only the pool holds, once a day or when it is asked', async () => {
    const opened = await open();
    const digest = await pushBlob(opened, one, 'orphan');
    await pushBlob(opened, one, 'kept', 'sha512');
    expect((await pass(opened, { graceMs: hourMs })).poolWalked).toBe(true);
    await fs.rm(opened.paths.blob(one, digest)); // As a crash leaves it.
    expect((await pass(opened, { graceMs: hourMs })).poolWalked).toBe(false);
    const planned = await plan(opened, { graceMs: hourMs, full: true });
    expect(planned).toMatchObject({ poolEntries: { count: 1, bytes: 6 }, freeBytes: 6 });
    expect(await opened.driver.stat(opened.paths.poolBlob(digest))).toBeDefined();
    expect(await pass(opened, { graceMs: hourMs, full: true })).toMatchObject({
      poolEntries: { count: 1, bytes: 6 },
      freeBytes: 6,
    });
    expect(await opened.driver.stat(opened.paths.poolBlob(digest))).toBeUndefined();
  });

  it('removes expired uploads and leaves the others', async () => {
    const opened = await open();
    const expired = newUploadId();
    const running = await opened.uploads.begin(one, 'sha256');
    await fs.mkdir(opened.paths.upload(expired));
    await fs.writeFile(opened.paths.uploadData(expired), 'half a blob');
    for (const file of [opened.paths.uploadData(expired), opened.paths.upload(expired)])
      await fs.utimes(file, 1, 1);
    expect(await plan(opened)).toMatchObject({ uploads: { count: 1, bytes: 11 }, freeBytes: 11 });
    expect(await pass(opened)).toMatchObject({ uploads: { count: 1, bytes: 11 } });
    expect(await fs.readdir(opened.paths.uploads)).toEqual([running]);
  });

  it('removes what a crash left of a repository that was being removed', async () => {
    const opened = await open();
    const digest = digestOf(Buffer.from('subject'));
    const subject = { mediaType: mediaTypes.ociManifest, digest, size: 7 };
    const signature = await pushManifest(opened.storage, one, emptyIndex('signature', { subject }));
    await fs.rm(opened.paths.manifest(one, signature));
    await fs.rmdir(opened.paths.manifests(one));
    await fs.rmdir(opened.paths.blobs(one));
    await pass(opened, { full: true });
    expect(await fs.readdir(opened.paths.repositories, { recursive: true })).toEqual([]);
  });

  it('removes untagged manifests only when the settings say so, and their blobs after them', async () => {
    const opened = await open();
    const image = await pushImage(opened, one, 'old', 'latest');
    await pushImage(opened, one, 'new', 'latest');
    await pass(opened, { full: true });
    expect(await opened.manifests.read(one, image.digest)).toBeDefined();
    const policy = { untaggedAfterMs: () => -hourMs };
    expect(await pass(opened, policy)).toMatchObject({ manifests: { count: 0 }, waiting: { count: 1 } });
    const planned = await plan(opened, policy);
    expect(planned).toMatchObject({ manifests: { count: 1, bytes: image.size } });
    expect(await pass(opened, policy)).toMatchObject({ manifests: planned.manifests, waiting: { count: 2 } });
    expect(await opened.manifests.read(one, image.digest)).toBeUndefined();
    expect(await pass(opened, policy)).toMatchObject({ blobs: { count: 2 }, waiting: { count: 0 } });
    expect(await opened.manifests.resolve(one, parseTag('latest'))).toBeDefined();
  });

  it('keeps an untagged manifest as long as the trash holds its tag', async () => {
    const opened = await open();
    const digest = await pushManifest(opened, one, emptyIndex('held'));
    const heldDigests = async () => new Set([digest]);
    const policy = { untaggedAfterMs: () => -hourMs, heldDigests };
    for (let run = 0; run < 3; run++) expect((await pass(opened, policy)).manifests.count).toBe(0);
    await pass(opened, { untaggedAfterMs: () => -hourMs, full: true });
    expect((await pass(opened, { untaggedAfterMs: () => -hourMs, full: true })).manifests.count).toBe(1);
  });

  it.each([
    [
      'a tag whose manifest is gone',
      async (opened: Opened, digest: Digest) => fs.rm(opened.paths.manifest(one, digest)),
    ],
    [
      'a manifest that can not be read',
      async (opened: Opened) => {
        const bytes = Buffer.from('not a manifest');
        await fs.writeFile(opened.paths.manifest(one, digestOf(bytes)), bytes);
      },
    ],
  ])('leaves a repository alone that has %s, and says so', async (_, damage) => {
    const opened = await open();
    const image = await pushImage(opened, one, 'image', 'latest');
    await pass(opened);
    await damage(opened, image.digest);
    for (const run of [pass, plan, pass]) {
      const result = await run(opened);
      expect(result).toMatchObject({
        blobs: { count: 0 },
        waiting: { count: 0 },
        repositories: { damaged: 1 },
      });
      expect(result.repositories.told[0]?.damage).toMatch(/sha256:/);
    }
    expect(await opened.blobs.find(one, image.layer)).toBeDefined();
  });

  it('leaves a repository alone whose trash can not be read, says so, and collects the others', async () => {
    const root = await temporaryFolder();
    const { storage } = await openStorage(root, {}, { trashMs: hourMs });
    const opened = { ...storage.parts, storage, driver: new HookedDriver(), root };
    const held = await pushManifest(opened, one, emptyIndex('held'), 'latest');
    const loose = await pushManifest(opened, other, emptyIndex('loose'));
    await opened.manifests.untag(one, parseTag('latest'), someone);
    const [entry] = await fs.readdir(opened.paths.trashEntries);
    await fs.writeFile(opened.paths.trashEntry(String(entry)), '{');
    const heldDigests = (repository: RepositoryName) => opened.trashStore.heldDigests(repository);
    const policy = { untaggedAfterMs: () => -hourMs, heldDigests };
    await pass(opened, policy);
    const { repositories } = await pass(opened, policy);
    expect(repositories.told.map(({ repository, damage }) => [repository, damage])).toEqual([
      [one, expect.stringContaining(String(entry))],
      [other, undefined],
    ]);
    expect(await opened.manifests.read(one, held)).toBeDefined();
    expect(await opened.manifests.read(other, loose)).toBeUndefined();
  });

  it('spares what a manifest that was pushed between the plan and the run names', async () => {
    const opened = await open();
    const gone = await pushImage(opened, one, 'image', 'latest');
    await opened.manifests.delete(one, gone.digest, someone);
    await pass(opened, { graceMs: hourMs });
    expect((await plan(opened)).blobs.count).toBe(2);
    await pushManifest(opened, one, gone.document, 'latest');
    expect((await pass(opened)).blobs.count).toBe(0);
    expect(await opened.blobs.find(one, gone.layer)).toBeDefined();
  });

  it('takes nothing that it may not, of no kind, and leaves it due', async () => {
    const opened = await open();
    const [untaggedAfterMs, full] = [() => 1, true];
    const { digest, size } = await pushImage(opened, one, 'untagged');
    const manifests = [{ mediaType: mediaTypes.ociManifest, digest, size }];
    const index = await pushManifest(opened, one, emptyIndex('', { manifests }));
    const blob = await pushBlob(opened, other, 'garbage');
    await pass(opened, { graceMs: hourMs, untaggedAfterMs });
    const orphan = await pushBlob(opened, third, 'orphan');
    await fs.rm(opened.paths.blob(third, orphan));
    const upload = newUploadId();
    await fs.mkdir(opened.paths.upload(upload), { recursive: true });
    await fs.writeFile(opened.paths.uploadData(upload), 'half a blob');
    for (const file of [opened.paths.uploadData(upload), opened.paths.upload(upload)])
      await fs.utimes(file, 0, 0);
    const due = async () => (await plan(opened, { untaggedAfterMs, full })).garbage.map(({ name }) => name);
    const before = await due();
    expect(before).toEqual(expect.arrayContaining([digest, index, blob, orphan, upload]));
    // The manifest may go, but not the index that names it: so neither does.
    const mayTake = ({ name }: { name: string }) => name === digest;
    expect(await pass(opened, { untaggedAfterMs, full, mayTake })).toMatchObject({ garbage: [] });
    expect(await due()).toEqual(before);
    const rest = await pass(opened, { untaggedAfterMs, full });
    expect(rest.garbage.map(({ name }) => name)).toEqual(expect.arrayContaining(before));
  });

  it('runs once at a time in all processes, and is remembered', async () => {
    const opened = await open();
    const second = await open(opened.root);
    await pushBlob(opened, one, 'garbage');
    const maintenance = { graceMs: hourMs, untaggedAfterMs: 0, diskBytesPerSecond: 1e9 };
    const settings = { maintenance } as CollectionSettings;
    const [jobs, others] = [new Jobs(opened), new Jobs(second)];
    const choices = { signal: never, cause: 'command line' as const };
    let refused: unknown;
    let tried: Promise<unknown> | undefined;
    opened.driver.onCall = async () => {
      tried ??= runCollection(second.storage.parts, others, settings, choices).catch((error) => {
        refused = error;
      });
      if (jobs.list({ limit: 1 }).length > 0) await tried;
    };
    const result = await runCollection(opened.storage.parts, jobs, settings, choices);
    opened.driver.onCall = undefined;
    expect(refused).toBeInstanceOf(JobRunning);
    expect(jobs.list({ kind: 'collection', limit: 9 })).toMatchObject([
      { state: 'done', result: JSON.parse(JSON.stringify(result)) },
    ]);
  });

  it('loses nothing that was acknowledged while two processes push and one collects without end', async () => {
    const opened = await open();
    const second = await open(opened.root);
    const acknowledged: { text: string; digest: Digest }[] = [];
    let isOver = false;
    const push = async (by: Opened, name: string) => {
      for (let at = 0; at < 25; at++) {
        const text = `${name} ${at % 5}`;
        // A grace of nothing: a client may have to begin again, as with any that it has overrun.
        const image = await pushImage(by, one, text, `${name}${at}`).catch((error) => error?.fault?.code);
        if (image === 'REFERENCE_MISSING') continue;
        acknowledged.push({ text, digest: image.layer });
        if (at % 4 === 3) {
          await by.manifests.delete(one, image.digest, someone);
          for (let index = acknowledged.length - 1; index >= 0; index--) {
            if (acknowledged[index]?.text === text) acknowledged.splice(index, 1);
          }
        }
      }
    };
    const collecting = (async () => {
      while (!isOver) await pass(opened, { full: true });
    })();
    await Promise.all([push(opened, 'a'), push(second, 'b')]);
    isOver = true;
    await collecting;
    expect(acknowledged.length).toBeGreaterThan(10);
    for (const { text, digest } of acknowledged) {
      expect((await second.blobs.open(one, digest))?.bytes?.toString()).toBe(`layer of ${text}`);
    }
    await pass(opened, { full: true });
    await pass(opened, { full: true });
    expect(await plan(opened, { full: true })).toMatchObject({ blobs: { count: 0 }, waiting: { count: 0 } });
  });
});
