import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { parseTag } from '@/lib/oci/reference';
import { SnapshotPaths } from '@/lib/storage/snapshot/backup-paths';
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
import { mountSmallFileSystem } from '@/tests/harness/small-file-system';
import { Pace } from '../pace';
import { makeBackup } from './backup';
import { backUp, findingsOf, restore } from './testing/make-backup';

const app = repositoryOf('team/app');
const other = repositoryOf('team/other');

/** A data folder with two repositories that share a blob, a tag that was pushed long ago, and a referrer. */
async function populated(root?: string) {
  const scratch = await temporaryFolder();
  const opened = await openStorage(root ?? path.join(scratch, 'data'));
  const { storage } = opened;
  const image = await pushImage(storage, app, 'one', 'v1', 'latest');
  await pushImage(storage, other, 'one', 'v1');
  const { digest, size } = image;
  const subject = { mediaType: image.document.mediaType, digest, size };
  const referrer = await pushManifest(storage, app, emptyIndex('signature', { subject }));
  const loose = await pushBlob(storage, app, 'no manifest names it yet');
  const tag = storage.parts.paths.tag(app, parseTag('v1'));
  await fs.lutimes(tag, 1_000_000_000, 1_000_000_000);
  return { ...opened, image, referrer, loose, scratch, backups: path.join(scratch, 'backups') };
}

/** A tmpfs of its own, or the reason why there is none. */
async function otherFileSystem(bytes = 64 * 1024 ** 2): Promise<string> {
  const mounted = await mountSmallFileSystem(bytes);
  onTestFinished(() => mounted.unmount());
  return mounted.folder;
}
const mayMount = process.getuid?.() === 0 && process.platform === 'linux';

const inodeOf = async (file: string) => (await fs.stat(file)).ino;

describe('a backup on the same disk', () => {
  it('shares every file with the data folder, is readable to nobody else, and is whole', async () => {
    const { storage, image, loose, backups } = await populated();
    const report = await backUp(storage, backups);
    expect(report).toMatchObject({
      mode: 'link',
      repositories: 2,
      tags: 3,
      manifests: 3,
      copied: 0,
      blobs: 5,
    });
    expect(report.leftOut).toEqual([]);
    const [from, to] = [storage.parts.paths, new SnapshotPaths(report.place)];
    for (const digest of [image.config, image.layer, loose]) {
      expect(await inodeOf(to.blob(app, digest))).toBe(await inodeOf(from.blob(app, digest)));
    }
    expect(await findingsOf(report.place)).toEqual([]);
    for (const name of await fs.readdir(report.place, { recursive: true })) {
      const stat = await fs.lstat(path.join(report.place, name));
      if (!stat.isSymbolicLink()) expect(stat.mode & 0o007, name).toBe(0);
    }
  });

  it('takes along who protects which tag, which a restore brings back, and misses it when it is lost', async () => {
    const { storage, backups } = await populated();
    await storage.tagProtections.protect(app, parseTag('v1'), someone);
    const { place } = await backUp(storage, backups);
    await storage.tagProtections.lift(app, parseTag('v1'), someone);
    expect(await findingsOf(place)).toEqual([]);
    const restored = await openStorage(await restore(place));
    expect(await restored.storage.tagProtections.of(app, parseTag('v1'))).toMatchObject({ by: 'someone' });
    expect(await restored.storage.tagProtections.of(app, parseTag('latest'))).toBeUndefined();
    await fs.rm(new SnapshotPaths(place).protection(app, parseTag('v1')));
    expect(await findingsOf(place)).toEqual(['missing repositories/team/app/_protected/v1']);
  });

  it('keeps what is deleted from the registry afterwards', async () => {
    const { storage, image, backups } = await populated();
    const { place } = await backUp(storage, backups);
    await storage.manifests.delete(app, image.digest, someone);
    await storage.blobs.delete(app, image.layer);
    expect(await findingsOf(place)).toEqual([]);
    expect((await fs.readFile(new SnapshotPaths(place).blob(app, image.layer))).toString()).toBe(
      'layer of one',
    );
  });

  it('removes the oldest beyond those that are to stay, and what interrupted runs left', async () => {
    const { storage, backups } = await populated();
    const first = await backUp(storage, backups);
    await fs.mkdir(path.join(backups, '2020-01-01T00-00-00.000Z.partial/repositories'), { recursive: true });
    await fs.mkdir(path.join(backups, 'not a backup'));
    const second = await backUp(storage, backups, { keep: 2 });
    expect(second).toMatchObject({ removedPartials: 1, removed: [] });
    const third = await backUp(storage, backups, { keep: 2 });
    expect(third.removed).toEqual([first.name]);
    expect((await fs.readdir(backups)).sort()).toEqual([second.name, third.name, 'not a backup'].sort());
  });

  it('is no backup when it is interrupted, and the next run removes what is there of it', async () => {
    const { storage, backups } = await populated();
    const ending = new AbortController();
    const { signal } = ending;
    const job = { signal, pace: new Pace(signal), progress: () => ending.abort(new Error('interrupted')) };
    await expect(makeBackup(storage.parts, { folder: backups, tool: 'test' }, job)).rejects.toThrow(
      'interrupted',
    );
    expect(await fs.readdir(backups)).toEqual([expect.stringMatching(/\.partial$/)]);
    const report = await backUp(storage, backups);
    expect(report.removedPartials).toBe(1);
    expect(await fs.readdir(backups)).toEqual([report.name]);
  });

  it('leaves out what is broken in the registry, with what names it, and says so', async () => {
    const { storage, image, referrer, backups } = await populated();
    const index = emptyIndex('of a broken image', {
      manifests: [{ mediaType: image.document.mediaType, digest: image.digest, size: image.size }],
    });
    const parent = await pushManifest(storage, app, index, 'multi');
    await fs.rm(storage.parts.paths.blob(app, image.layer));
    const report = await backUp(storage, backups);
    expect(report.leftOut.map(({ reference }) => reference)).toEqual([
      expect.stringMatching(new RegExp(`^${image.digest} \\((v1, latest|latest, v1)\\)$`)),
      `${parent} (multi)`,
    ]);
    expect(report.leftOut[0]?.reason).toContain(image.layer);
    expect(await findingsOf(report.place)).toEqual([]);
    const restored = await openStorage(await restore(report.place));
    expect(await restored.storage.manifests.read(app, referrer)).toBeDefined();
    expect(await restored.storage.manifests.read(app, image.digest)).toBeUndefined();
  });

  it('leaves out a tag that points nowhere and a manifest whose bytes rotted', async () => {
    const { storage, image, backups } = await populated();
    const { paths } = storage.parts;
    const nowhere = digestOf(Buffer.from('never pushed'));
    await fs.symlink(nowhere, paths.tag(app, parseTag('dangling')));
    await fs.writeFile(paths.manifest(other, image.digest), 'rotten');
    const report = await backUp(storage, backups);
    expect(report.leftOut).toEqual([
      { repository: app, reference: `${nowhere} (dangling)`, reason: 'the manifest is missing' },
      { repository: other, reference: `${image.digest} (v1)`, reason: 'the manifest is corrupt' },
    ]);
    expect(await findingsOf(report.place)).toEqual([]);
  });

  it('is refused in the data folder, around it, and among the backups of another', async () => {
    const { storage, scratch, backups } = await populated();
    await expect(backUp(storage, path.join(scratch, 'data', 'backups'))).rejects.toThrow(
      'lies in the data folder',
    );
    await expect(backUp(storage, scratch)).rejects.toThrow('lies in');
    await backUp(storage, backups);
    const second = await populated();
    await expect(backUp(second.storage, backups)).rejects.toThrow('backups of another data folder');
    expect(await backUp(second.storage, backups, { takeOver: true })).toMatchObject({ repositories: 2 });
  });
});

describe.runIf(mayMount)('a backup on another disk (needs root, to mount one)', () => {
  it('copies each file once, and the next time only those that are new', async () => {
    const { storage, image } = await populated();
    const backups = path.join(await otherFileSystem(), 'backups');
    const first = await backUp(storage, backups);
    // The blobs are three (shared ones once), the manifests three names of their own.
    expect(first).toMatchObject({ mode: 'copy', copied: 6, leftOut: [] });
    const target = new SnapshotPaths(first.place);
    expect(await inodeOf(target.blob(app, image.layer))).toBe(await inodeOf(target.blob(other, image.layer)));

    await pushImage(storage, app, 'two', 'v2');
    await storage.manifests.untag(app, parseTag('latest'), someone);
    const second = await backUp(storage, backups);
    expect(second).toMatchObject({ mode: 'copy', copied: 3, tags: 3, leftOut: [] });
    expect(await inodeOf(new SnapshotPaths(second.place).blob(app, image.layer))).toBe(
      await inodeOf(target.blob(app, image.layer)),
    );
    for (const { place } of [first, second]) expect(await findingsOf(place)).toEqual([]);
    const used = await backUp(storage, backups, { keep: 1 });
    expect(used).toMatchObject({ copied: 0, removed: [first.name, second.name] });
    expect(await findingsOf(used.place)).toEqual([]);
  });

  it('does not copy a blob whose bytes rotted: it is left out, and put in quarantine', async () => {
    const { storage, image, reported } = await populated();
    await fs.writeFile(storage.parts.paths.poolBlob(image.layer), 'layer of 0ne');
    const report = await backUp(storage, path.join(await otherFileSystem(), 'backups'));
    expect(report.leftOut.map(({ repository }) => repository)).toEqual([app, other]);
    expect(reported.corrupt).toEqual([image.layer]);
    expect(await findingsOf(report.place)).toEqual([]);
  });

  it('says before it begins that the disk is too small', async () => {
    const { storage } = await populated();
    await pushBlob(storage, app, Buffer.alloc(4 * 1024 ** 2, 'x'));
    const backups = path.join(await otherFileSystem(2 * 1024 ** 2), 'backups');
    await expect(backUp(storage, backups)).rejects.toThrow(/bytes free, and \d+ are to be copied/);
    expect(await fs.readdir(backups)).toEqual([]);
  });
});

describe('a backup that is restored', () => {
  it('is a data folder with the same content, times of tags, referrers, history and sharing', async () => {
    const { storage, image, referrer, loose, backups } = await populated();
    const { place } = await backUp(storage, backups);
    const root = await restore(place);
    const restored = await openStorage(root);
    const { paths, database } = restored.storage.parts;
    expect(await restored.storage.listTags(app, { limit: 10 })).toMatchObject({
      tags: [
        { name: 'latest', digest: image.digest },
        { name: 'v1', digest: image.digest },
      ],
    });
    expect((await fs.lstat(paths.tag(app, parseTag('v1')))).mtimeMs).toBe(1_000_000_000_000);
    const [pushedAtMs, keptMs] = await Promise.all(
      [storage.parts.paths, paths].map(async (of) => (await fs.stat(of.manifest(app, image.digest))).mtimeMs),
    );
    expect(keptMs).toBeCloseTo(pushedAtMs ?? 0, 1);
    const page = await restored.storage.referrers.page(app, image.digest, {});
    expect(page.descriptors.map(({ digest }) => digest)).toEqual([referrer]);
    expect(await restored.storage.blobs.find(app, loose)).toBeDefined();
    const [pool, one, two] = await Promise.all(
      [paths.poolBlob(image.layer), paths.blob(app, image.layer), paths.blob(other, image.layer)].map(
        inodeOf,
      ),
    );
    expect([one, two]).toEqual([pool, pool]);
    expect(one).not.toBe(await inodeOf(storage.parts.paths.blob(app, image.layer)));
    const events = database.all(database.query.selectFrom('tag_event').select(['tag', 'cause']));
    expect(events.filter(({ cause }) => cause === 'push')).toHaveLength(3);
    expect(events.filter(({ cause }) => cause === 'found on disk')).toEqual([]);
    expect((await pushImage(restored.storage, app, 'three', 'v3')).digest).toBeDefined();
  });

  it('shares its files with the backup only when that is asked for', async () => {
    const { storage, image, backups } = await populated();
    const { place } = await backUp(storage, backups);
    const root = await restore(place, `${backups}-linked`, true);
    expect(await inodeOf(new SnapshotPaths(root).poolBlob(image.layer))).toBe(
      await inodeOf(new SnapshotPaths(place).blob(app, image.layer)),
    );
  });

  it('is refused while anything is wrong with it, and every wrong file is named', async () => {
    const { storage, image, referrer, backups } = await populated();
    const { place } = await backUp(storage, backups, { copy: true });
    const paths = new SnapshotPaths(place);
    await fs.writeFile(paths.blob(app, image.layer), 'layer of 0ne');
    await fs.rm(paths.manifest(app, referrer));
    await fs.rm(paths.tag(other, parseTag('v1')));
    await fs.writeFile(paths.database, 'no database');
    const wrong = [
      'corrupt cyberdock.db',
      `corrupt repositories/team/app/blobs/${image.layer}`,
      `corrupt repositories/team/other/blobs/${image.layer}`,
      `missing repositories/team/app/manifests/${referrer}`,
      'missing repositories/team/other/manifests/v1',
    ];
    expect((await findingsOf(place)).sort()).toEqual(wrong);
    const target = path.join(path.dirname(backups), 'restored');
    await expect(restore(place, target)).rejects.toMatchObject({ name: 'CorruptBackup' });
    expect(await fs.readdir(path.dirname(target))).not.toContain('restored');
    expect(await fs.readdir(path.dirname(target))).not.toContain('restored.partial');
  });

  it('is no backup while it was not finished', async () => {
    const { storage, backups } = await populated();
    const { place } = await backUp(storage, backups);
    await fs.rm(path.join(place, 'backup.json'));
    expect(await findingsOf(place)).toEqual(['missing backup.json']);
    await expect(restore(place)).rejects.toThrow('not whole');
    const { copied, mode } = await backUp(storage, backups, { keep: 1 });
    expect({ copied, mode }).toEqual({ copied: 0, mode: 'link' });
  });

  it('never comes into a folder that has something in it or that a server uses', async () => {
    const { storage, scratch, backups } = await populated();
    const { place } = await backUp(storage, backups);
    await expect(restore(place, path.join(scratch, 'data'))).rejects.toThrow('a CyberDock is using');
    const full = path.join(scratch, 'full');
    await fs.mkdir(full);
    await fs.writeFile(path.join(full, 'mine'), '');
    await expect(restore(place, full)).rejects.toThrow('is not empty, it has mine');
    await expect(restore(place, path.join(place, 'inside'))).rejects.toThrow('lie in each other');
    await fs.mkdir(path.join(scratch, 'new.partial'));
    await expect(restore(place, path.join(scratch, 'new'))).rejects.toThrow('no restore made it');
  });

  it('goes over what an interrupted restore left', async () => {
    const { storage, scratch, backups } = await populated();
    const { place } = await backUp(storage, backups);
    const target = path.join(scratch, 'new');
    await fs.mkdir(`${target}.partial/temp/processes`, { recursive: true });
    await fs.writeFile(`${target}.partial/half`, '');
    await fs.mkdir(target);
    expect(await restore(place, target)).toBe(target);
    expect(await fs.readdir(target)).not.toContain('half');
  });
});
