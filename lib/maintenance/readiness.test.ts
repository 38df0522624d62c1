import fs from 'node:fs/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type DiskRoom, FileSystemDriver } from '@/lib/storage/driver';
import { openParts, temporaryFolder } from '@/lib/storage/testing/open-storage';
import { ReadinessProbe } from './readiness';

/** A driver whose disk is broken in one way; root may do everything, so permissions can't be taken from it. */
class BrokenDriver extends FileSystemDriver {
  errno: string | undefined;
  freeBytes: number | undefined;
  hangs = false;
  writes = 0;

  override async writeTemporary(file: string, text: string): Promise<void> {
    this.writes += 1;
    if (this.hangs) await new Promise(() => undefined);
    if (this.errno) throw Object.assign(new Error(this.errno), { code: this.errno });
    await super.writeTemporary(file, text);
  }

  override async room(folder: string): Promise<DiskRoom> {
    const room = await super.room(folder);
    return { ...room, freeBytes: this.freeBytes ?? room.freeBytes };
  }
}

async function open(freeBytesMin = 0) {
  const driver = new BrokenDriver(false);
  const parts = await openParts(await temporaryFolder(), driver);
  const ending = new AbortController();
  const probe = () => new ReadinessProbe({ ...parts, freeBytesMin, isEnding: () => ending.signal.aborted });
  return { driver, parts, ending, probe };
}

describe('ReadinessProbe', () => {
  test('a sound folder is ready, and nothing is left of the looks', async () => {
    const { probe, parts } = await open();
    expect(await probe().check()).toEqual({ status: 'ready', problems: [] });
    expect(await fs.readdir(parts.paths.files)).toEqual([]);
  });

  test.each(['EROFS', 'EACCES', 'EIO'])(
    'a folder that can not be written (%s) is not ready',
    async (errno) => {
      const { probe, driver } = await open();
      driver.errno = errno;
      const { status, problems } = await probe().check();
      expect(status).toBe('unready');
      expect(problems).toEqual([
        { check: 'root', degraded: false, detail: `the data folder fails (${errno})` },
      ]);
    },
  );

  test.each(['ENOSPC', 'EDQUOT'])('a full disk (%s) is degraded: pulls go on', async (errno) => {
    const { probe, driver } = await open();
    driver.errno = errno;
    const { status, problems } = await probe().check();
    expect(status).toBe('degraded');
    expect(problems.map(({ check }) => check)).toEqual(['disk']);
  });

  test('less room than pushes need is degraded', async () => {
    const { probe, driver } = await open(1_000);
    driver.freeBytes = 999;
    expect(await probe().check()).toMatchObject({ status: 'degraded', problems: [{ check: 'disk' }] });
    driver.freeBytes = 1_000;
    expect((await probe().check()).status).toBe('ready');
  });

  test('a data folder that is gone is not ready', async () => {
    const { probe, parts } = await open();
    await fs.rename(parts.paths.root, `${parts.paths.root}-away`);
    const { status, problems } = await probe().check();
    await fs.rename(`${parts.paths.root}-away`, parts.paths.root);
    expect(status).toBe('unready');
    expect(problems.map(({ check }) => check)).toEqual(['root', 'disk', 'database']);
  });

  test('a new file in the place of the open database is not ready: what is written would be lost', async () => {
    const { probe, parts } = await open();
    const looking = probe();
    expect((await looking.check()).status).toBe('ready');
    const { database } = parts.paths;
    await fs.copyFile(database, `${database}-new`); // Made while the old one is there: it can't get its inode.
    await fs.rename(`${database}-new`, database);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
    onTestFinished(() => clock.mockRestore());
    expect(await looking.check()).toMatchObject({ status: 'unready', problems: [{ check: 'database' }] });
  });

  test('a database that is gone or closed is not ready', async () => {
    const { probe, parts } = await open();
    await fs.rename(parts.paths.database, `${parts.paths.database}-away`);
    expect(await probe().check()).toMatchObject({ status: 'unready', problems: [{ check: 'database' }] });
    await fs.rename(`${parts.paths.database}-away`, parts.paths.database);
    expect((await probe().check()).status).toBe('ready');
    parts.database.close();
    expect(await probe().check()).toMatchObject({ status: 'unready', problems: [{ check: 'database' }] });
  });

  test('a disk that does not answer is not ready, and does not keep the probe waiting', async () => {
    const { probe, driver } = await open();
    driver.hangs = true;
    const { status, problems } = await probe().check();
    expect(status).toBe('unready');
    expect(problems).toEqual([{ check: 'root', degraded: false, detail: 'the data folder does not answer' }]);
  });

  test('a server that ends is not ready at once; nothing else is asked', async () => {
    const { probe, driver, ending } = await open();
    const one = probe();
    expect((await one.check()).status).toBe('ready');
    ending.abort();
    expect((await one.check()).problems.map(({ check }) => check)).toEqual(['ending']);
    expect(driver.writes).toBe(1);
  });

  test('a hundred probes at once look once, and no answer names a path', async () => {
    const { probe, driver, parts } = await open();
    driver.errno = 'EIO';
    const one = probe();
    const answers = await Promise.all(Array.from({ length: 100 }, () => one.check()));
    expect(driver.writes).toBe(1);
    expect(JSON.stringify(answers)).not.toContain(parts.paths.root);
  });
});
