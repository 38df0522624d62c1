import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileSystemDriver } from './driver';
import { Locks } from './locks';
import { StoragePaths } from './paths';
import { prepareFolders } from './probe';
import { Processes } from './processes';
import { faultOf, temporaryFolder } from './testing/open-storage';

async function open() {
  const root = await temporaryFolder();
  const driver = new FileSystemDriver(false);
  const paths = new StoragePaths(root);
  await prepareFolders(root, paths.fixedFolders, paths.temp);
  const processes = await Processes.join(driver, paths);
  onTestFinished(() => processes.leave());
  return { driver, paths, processes, locks: new Locks(driver, paths, processes) };
}

/** Leaves what a process leaves that was killed: its file, last touched some time ago, and a lock. */
async function leaveDead(paths: StoragePaths, identity: object, silentMs: number): Promise<string> {
  const id = randomUUID();
  const file = paths.process(id);
  const own = { pid: 1, startTime: 'long ago', boot: 'another boot', namespace: 'pid:[1]', ...identity, id };
  await fs.writeFile(file, JSON.stringify(own));
  await fs.link(file, paths.lock('folders'));
  const beat = new Date(Date.now() - silentMs);
  await fs.utimes(file, beat, beat);
  return id;
}

const here = async (paths: StoragePaths, id: string) =>
  JSON.parse(await fs.readFile(paths.process(id), 'utf8')) as object;

describe('Processes', () => {
  it('writes whose file it is, and removes it at the end', async () => {
    const { paths, processes } = await open();
    expect(await here(paths, processes.id)).toMatchObject({ id: processes.id, pid: process.pid });
    expect(await fs.readdir(paths.processes)).toEqual([processes.id]);
    await processes.leave();
    expect(await fs.readdir(paths.processes)).toEqual([]);
  });

  it('counts itself and other living ones as alive', async () => {
    const { driver, paths, processes } = await open();
    const other = await Processes.join(driver, paths);
    onTestFinished(() => other.leave());
    expect(await processes.reapDead()).toBe(0);
    expect((await fs.readdir(paths.processes)).sort()).toEqual([processes.id, other.id].sort());
  });

  it('reaps a process whose number now belongs to another one', async () => {
    const { paths, processes, locks } = await open();
    const me = await here(paths, processes.id);
    await leaveDead(paths, { ...me, startTime: '1' }, 0);
    expect(await processes.reapDead()).toBe(1);
    expect(await locks.hold('folders', async () => 'free', 0)).toBe('free');
  });

  it('reaps what was there before the machine was started anew, without waiting a minute', async () => {
    const { paths, locks } = await open();
    await leaveDead(paths, {}, 20_000);
    expect(await locks.hold('folders', async () => 'free', 500)).toBe('free');
  });

  it('spares a process that it cannot look at while its heart beats', async () => {
    const { paths, processes, locks } = await open();
    const me = (await here(paths, processes.id)) as { boot: string };
    await leaveDead(paths, { boot: me.boot, namespace: 'pid:[another]' }, 30_000);
    expect(await faultOf(locks.hold('folders', async () => undefined, 40))).toBe('BUSY');
  });

  it('reaps a process that it cannot look at once its heart stood still for a minute', async () => {
    const { paths, processes, locks } = await open();
    const me = (await here(paths, processes.id)) as { boot: string };
    await leaveDead(paths, { boot: me.boot, namespace: 'pid:[another]' }, 61_000);
    expect(await locks.hold('folders', async () => 'free', 500)).toBe('free');
  });

  it('finishes the work of a reaper that died in turn', async () => {
    const { paths, processes, locks } = await open();
    const dead = await leaveDead(paths, {}, 120_000);
    const reaper = randomUUID();
    await fs.rename(paths.process(dead), paths.process(`${dead}.reaped-by-${reaper}`));
    expect(await processes.reapDead()).toBe(1);
    expect(await locks.hold('folders', async () => 'free', 0)).toBe('free');
    expect(await fs.readdir(paths.processes)).toEqual([processes.id]);
  });

  it('frees a lock whose process has no file any more', async () => {
    const { paths, locks } = await open();
    const dead = await leaveDead(paths, {}, 120_000);
    await fs.rm(paths.process(dead));
    expect(await locks.hold('folders', async () => 'free', 500)).toBe('free');
  });

  it('removes temporary files of processes that are gone, and of no others', async () => {
    const { driver, paths, processes } = await open();
    const mine = paths.temporaryFile(processes.id);
    await driver.write(mine, 'being written');
    await fs.writeFile(path.join(paths.files, `${randomUUID()}.${randomUUID()}`), 'nobody writes it');
    await fs.writeFile(path.join(paths.files, 'by hand'), 'nor this');
    await processes.reapDead();
    expect(await fs.readdir(paths.files)).toEqual([path.basename(mine)]);
  });

  it('removes a file that a process was writing when it died, but not one that is being written', async () => {
    const { paths, processes } = await open();
    const [old, young] = [`${randomUUID()}.a.new`, `${randomUUID()}.b.new`];
    for (const name of [old, young]) await fs.writeFile(paths.process(name), '{"id":');
    const longAgo = new Date(Date.now() - 120_000);
    await fs.utimes(paths.process(old), longAgo, longAgo);
    await processes.reapDead();
    expect((await fs.readdir(paths.processes)).sort()).toEqual([processes.id, young].sort());
  });

  it('keeps its file, and so its locks, when it registers again', async () => {
    const { driver, paths, processes } = await open();
    const before = await driver.stat(paths.process(processes.id));
    await Promise.all([processes.register(), processes.register()]);
    expect((await driver.stat(paths.process(processes.id)))?.inode).toBe(before?.inode);
    expect(await fs.readdir(paths.processes)).toEqual([processes.id]);
  });

  it('leaves no file when its process ends before it could leave', async () => {
    const root = await temporaryFolder();
    const script = `
      import { FileSystemDriver } from ${JSON.stringify(new URL('./driver.ts', import.meta.url).href)};
      import { StoragePaths } from ${JSON.stringify(new URL('./paths.ts', import.meta.url).href)};
      import { Processes } from ${JSON.stringify(new URL('./processes.ts', import.meta.url).href)};
      const { id } = await Processes.join(new FileSystemDriver(false), new StoragePaths(${JSON.stringify(root)}));
      process.stdout.write(id, () => process.exit(143));`;
    const run = promisify(execFile)(process.execPath, [
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      script,
    ]);
    const ended = await run.catch((error: { code: number; stdout: string }) => error);
    expect(ended).toMatchObject({ code: 143, stdout: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await fs.readdir(new StoragePaths(root).processes)).toEqual([]);
  });
});
