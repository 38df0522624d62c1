import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileSystemDriver } from './driver';
import { type LockKey, Locks } from './locks';
import { StoragePaths } from './paths';
import { prepareFolders } from './probe';
import { Processes } from './processes';
import { faultOf, temporaryFolder } from './testing/open-storage';

const key: LockKey = 'folders';
const holder = fileURLToPath(new URL('./testing/lock-holder.ts', import.meta.url));

/** One user of a data folder, as a process of its own would be. */
async function userOf(root: string) {
  const driver = new FileSystemDriver(false);
  const paths = new StoragePaths(root);
  await prepareFolders(root, paths.fixedFolders, paths.temp);
  const processes = await Processes.join(driver, paths);
  onTestFinished(() => processes.leave());
  return { driver, paths, processes, locks: new Locks(driver, paths, processes) };
}

/** A real process that holds these locks. */
async function startHolder(root: string, ...keys: LockKey[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', holder, root, ...keys], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toBe('held\n');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('Locks', () => {
  it('runs the tasks of one process one after the other, in the order of the calls', async () => {
    const { locks } = await userOf(await temporaryFolder());
    const ran: number[] = [];
    let running = 0;
    const tasks = Array.from({ length: 20 }, (_, at) =>
      locks.hold(key, async () => {
        expect(++running).toBe(1);
        await new Promise(setImmediate);
        ran.push(at);
        running -= 1;
      }),
    );
    await Promise.all(tasks);
    expect(ran).toEqual(Array.from({ length: 20 }, (_, at) => at));
    expect(locks.isHeldHere(key)).toBe(false);
  });

  it('frees a lock that a faulty disk did not let go of, for this process and for others', async () => {
    const root = await temporaryFolder();
    const [user, other] = [await userOf(root), await userOf(root)];
    const remove = user.driver.remove.bind(user.driver);
    let faults = 1;
    user.driver.remove = async (file) => {
      if (faults-- > 0) throw Object.assign(new Error('injected'), { code: 'EIO' });
      return await remove(file);
    };
    expect(await user.locks.hold(key, async () => 'done')).toBe('done');
    expect(await faultOf(other.locks.hold(key, async () => undefined, 0))).toBe('BUSY');
    expect(await user.locks.hold(key, async () => 'again')).toBe('again');
    expect(await other.locks.hold(key, async () => 'other', 0)).toBe('other');

    faults = 1;
    await user.locks.hold(key, async () => undefined);
    // Nobody here asks for it again: it is freed all the same.
    expect(await other.locks.hold(key, async () => 'in time', 20_000)).toBe('in time');

    faults = 1;
    await user.locks.hold(key, async () => undefined);
    await user.processes.leave();
    expect(await other.locks.hold(key, async () => 'at the end', 0)).toBe('at the end');
  });

  it('never lets two users of one folder hold the same lock', async () => {
    const root = await temporaryFolder();
    const users = await Promise.all([userOf(root), userOf(root), userOf(root), userOf(root)]);
    let running = 0;
    let ran = 0;
    const tasks = users.flatMap(({ locks }) =>
      Array.from({ length: 15 }, () =>
        locks.hold(key, async () => {
          expect(++running).toBe(1);
          await new Promise(setImmediate);
          running -= 1;
          ran += 1;
        }),
      ),
    );
    await Promise.all(tasks);
    expect(ran).toBe(60);
  });

  it('holds different keys at the same time', async () => {
    const root = await temporaryFolder();
    const { locks } = await userOf(root);
    await locks.hold('folders', () => locks.hold('repository:a/b' as LockKey, async () => undefined));
  });

  it('is free again after a task that failed', async () => {
    const { locks } = await userOf(await temporaryFolder());
    const failure = new Error('task');
    expect(await faultOf(locks.hold(key, () => Promise.reject(failure)))).toBe(failure);
    expect(await locks.hold(key, async () => 'free')).toBe('free');
  });

  it('gives up with BUSY when another living user keeps the lock', async () => {
    const root = await temporaryFolder();
    const [one, other] = [await userOf(root), await userOf(root)];
    await one.locks.hold(key, async () => {
      expect(await faultOf(other.locks.hold(key, async () => undefined, 60))).toBe('BUSY');
    });
    expect(await other.locks.hold(key, async () => 'mine', 0)).toBe('mine');
  });

  it('takes over every lock of a process that was killed, within a second, and clears what it wrote', async () => {
    const root = await temporaryFolder();
    const user = await userOf(root);
    const child = await startHolder(root, 'folders', 'repository:a/b' as LockKey);
    expect(await faultOf(user.locks.hold(key, async () => undefined, 50))).toBe('BUSY');
    await kill(child);
    const killedAt = Date.now();
    await user.locks.hold(key, async () => undefined);
    await user.locks.hold('repository:a/b' as LockKey, async () => undefined);
    expect(Date.now() - killedAt).toBeLessThan(1000);
    expect(await fs.readdir(user.paths.files)).toEqual([]);
    expect(await fs.readdir(user.paths.locks)).toEqual([]);
    expect(await fs.readdir(user.paths.processes)).toEqual([user.processes.id]);
  });

  it('lets one alone take over when many wait for a process that was killed', async () => {
    const root = await temporaryFolder();
    const users = await Promise.all(Array.from({ length: 6 }, () => userOf(root)));
    const child = await startHolder(root, key);
    let running = 0;
    let ran = 0;
    const waiting = users.flatMap(({ locks }) =>
      [1, 2].map(() =>
        locks.hold(key, async () => {
          expect(++running).toBe(1);
          await new Promise((resolve) => setTimeout(resolve, 3));
          running -= 1;
          ran += 1;
        }),
      ),
    );
    expect(ran).toBe(0);
    await kill(child);
    await Promise.all(waiting);
    expect(ran).toBe(12);
  });

  it('works on when somebody emptied the folder of temporary files under it', async () => {
    const root = await temporaryFolder();
    const { locks, paths } = await userOf(root);
    await fs.rm(paths.processes, { recursive: true });
    await fs.rm(paths.locks, { recursive: true });
    expect(await locks.hold(key, async () => 'held')).toBe('held');
  });
});
