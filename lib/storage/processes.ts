import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { FileSystemDriver } from './driver';
import { newProcessId, type ProcessId, type StoragePaths } from './paths';

/**
 * Who uses the data folder: each process has a file in `temp/processes`, whose modification time moves every
 * five seconds. Locks are hard links to that file, so the one heartbeat serves them all.
 *
 * A crash leaves the file, the locks and the temporary files of the dead process. Whoever meets one of them
 * first, `reap`s the dead process. Only one can: reaping begins with the rename of its file.
 */
export class Processes {
  readonly id: ProcessId;
  readonly #driver: FileSystemDriver;
  readonly #paths: StoragePaths;
  #heartbeat: NodeJS.Timeout | undefined;
  /** Whether `leave` was called: this process takes no more locks. */
  hasLeft = false;

  private constructor(driver: FileSystemDriver, paths: StoragePaths, id: ProcessId) {
    this.#driver = driver;
    this.#paths = paths;
    this.id = id;
  }

  /** Registers this process. Call `leave` at the end. */
  static async join(driver: FileSystemDriver, paths: StoragePaths): Promise<Processes> {
    const processes = new Processes(driver, paths, newProcessId());
    try {
      await processes.register();
    } catch (error) {
      await processes.leave().catch(() => undefined); // What a faulty disk made in spite of its error.
      throw error;
    }
    processes.#heartbeat = setInterval(() => {
      const now = new Date();
      // A missed beat is made up by the next one.
      fs.utimes(processes.ownFile, now, now).catch(() => undefined);
    }, heartbeatMs);
    processes.#heartbeat.unref();
    return processes;
  }

  /** How many living processes use a data folder, for one that does not use it. */
  static async living(driver: FileSystemDriver, paths: StoragePaths): Promise<number> {
    const outsider = new Processes(driver, paths, newProcessId());
    let living = 0;
    for await (const { name } of driver.names(paths.processes)) {
      if ((await outsider.holderOf(paths.process(name)))?.alive) living += 1;
    }
    return living;
  }

  /** Writes this process's file; again, when somebody emptied `temp` under a running server. */
  async register(): Promise<void> {
    await this.#driver.makeFolders(this.#paths.processes);
    await this.#driver.makeFolders(this.#paths.locks);
    // Whole and durable before it has its name: nobody could tell whose a lock is that is a link to half of it.
    const fresh = this.#paths.process(`${this.id}.${randomUUID()}${freshSuffix}`);
    await this.#driver.write(fresh, JSON.stringify({ id: this.id, ...thisProcess() }));
    await this.#driver.link(fresh, this.ownFile);
    await this.#driver.remove(fresh);
    ownFiles.add(this.ownFile);
  }

  /** This process's file: what its locks are links to. */
  get ownFile(): string {
    return this.#paths.process(this.id);
  }

  /** Unregisters this process. No task may hold a lock; one that a faulty disk did not let go of is released. */
  async leave(): Promise<void> {
    this.hasLeft = true;
    clearInterval(this.#heartbeat);
    ownFiles.delete(this.ownFile);
    const own = await this.#driver.stat(this.ownFile);
    if (own && own.links > 1) await this.#removeLocks(own.inode);
    await this.#driver.remove(this.ownFile);
  }

  async #removeLocks(inode: number): Promise<void> {
    for await (const { name } of this.#driver.names(this.#paths.locks)) {
      const lock = this.#paths.lockNamed(name);
      if ((await this.#driver.stat(lock))?.inode === inode) await this.#driver.remove(lock);
    }
  }

  /** Reaps every process that ended without `leave`, and returns how many there were. */
  async reapDead(): Promise<number> {
    let reaped = 0;
    const names: string[] = [];
    for await (const { name } of this.#driver.names(this.#paths.processes)) names.push(name);
    for (const name of names) {
      const owner = await this.#ownerIn(this.#paths.process(name));
      if (!owner || name.endsWith(freshSuffix)) await this.#removeLeftover(name);
      else if (!isAlive(owner) && (await this.reap(owner.identity.id))) reaped += 1;
    }
    for await (const { name } of this.#driver.names(this.#paths.files)) {
      const writer = name.split('.', 1)[0] ?? '';
      if (await this.#driver.stat(this.#paths.process(writer))) continue;
      await this.#driver.remove(this.#paths.temporaryNamed(name));
    }
    return reaped;
  }

  /** The processes that have the data folder open, this one too; one that died stays until somebody reaps it. */
  async list(): Promise<ListedProcess[]> {
    const found: ListedProcess[] = [];
    for await (const { name } of this.#driver.names(this.#paths.processes)) {
      const owner = name.endsWith(freshSuffix) ? undefined : await this.#ownerIn(this.#paths.process(name));
      if (!owner) continue;
      const { id, pid } = owner.identity;
      found.push({ id, pid, alive: isAlive(owner), beatAtMs: owner.beatAtMs });
    }
    return found;
  }

  /** Who holds a lock; `undefined` when nobody does any more. `alive: false` once its process is dead. */
  async holderOf(lockFile: string): Promise<{ id: ProcessId; alive: boolean } | undefined> {
    const owner = await this.#ownerIn(lockFile);
    return owner && { id: owner.identity.id, alive: isAlive(owner) };
  }

  /**
   * Frees all that a dead process held: its locks and its temporary files.
   * @returns false when another process is doing it, or has done it
   */
  async reap(dead: ProcessId, lockFile?: string): Promise<boolean> {
    const mine = this.#paths.process(`${dead}.reaped-by-${this.id}`);
    if (!(await this.#claim(dead, mine, lockFile))) return false;
    const claimed = await this.#ownerIn(mine);
    // The name was made from a lock that had changed hands: the file is of a living process.
    const right = claimed?.identity.id === dead;
    if (right) {
      await this.#removeLocks(claimed.inode);
      for await (const { name } of this.#driver.names(this.#paths.files)) {
        if (name.startsWith(`${dead}.`)) await this.#driver.remove(this.#paths.temporaryNamed(name));
      }
    }
    await this.#driver.remove(mine);
    return right;
  }

  /** Takes the dead process's file under a name of ours, from itself or from a reaper that died in turn. */
  async #claim(dead: ProcessId, mine: string, lockFile: string | undefined): Promise<boolean> {
    if (await this.#driver.replace(this.#paths.process(dead), mine)) return true;
    for await (const { name } of this.#driver.names(this.#paths.processes)) {
      if (!name.startsWith(`${dead}.reaped-by-`)) continue;
      const reaper = name.slice(`${dead}.reaped-by-`.length) as ProcessId;
      if (reaper === this.id) return false; // Another task of ours is at it.
      const owner = await this.#ownerIn(this.#paths.process(reaper));
      if (owner && isAlive(owner)) return false;
      return await this.#driver.replace(this.#paths.process(name), mine);
    }
    // The process's file is gone but a lock of it is left: the lock is that file, under another name.
    return lockFile !== undefined && (await this.#driver.link(lockFile, mine)) === 'linked';
  }

  /** A file that its process was writing when it died. No lock is a link to it. */
  async #removeLeftover(name: string): Promise<void> {
    const file = this.#paths.process(name);
    const found = await this.#driver.stat(file);
    if (found && Date.now() - found.modifiedAtMs > silenceMsMax) await this.#driver.remove(file);
  }

  async #ownerIn(file: string): Promise<Owner | undefined> {
    const found = await this.#driver.read(file, 4096);
    if (!found) return undefined;
    try {
      const identity = identitySchema.parse(JSON.parse(found.bytes.toString('utf8')));
      return { identity, beatAtMs: found.stat.modifiedAtMs, inode: found.stat.inode };
    } catch {
      return undefined; // Cut short by a crash before any lock could be made of it.
    }
  }
}

/**
 * The files of this process. Next ends the process once its connections have ended, also while the server still frees
 * its folder: then at least no file says that it is there. What it held is freed by whoever meets it.
 */
const ownFiles = new Set<string>();
process.on('exit', () => {
  for (const file of ownFiles) rmSync(file, { force: true });
});

/** Ends the name of a process's file while it is written. */
const freshSuffix = '.new';
const heartbeatMs = 5_000;
/** Silence after which a process that we cannot look at, in another container, counts as dead. */
const silenceMsMax = 60_000;
/** The same when the machine was started anew since: only a folder shared by machines would have it alive. */
const silenceMsMaxAfterBoot = 15_000;

const identitySchema = z.object({
  id: z.uuid().transform((id) => id as ProcessId),
  pid: z.number(),
  /** When the kernel started it, in ticks since boot: tells a process from a later one of the same number. */
  startTime: z.string(),
  /** Which run of the machine it is, or the machine's name where that is not known. */
  boot: z.string(),
  /** Where the process number means something: the process-number namespace. */
  namespace: z.string(),
});

/** A process on the data folder. */
export interface ListedProcess {
  id: ProcessId;
  /** Its number, in its own container. */
  pid: number;
  alive: boolean;
  /** When it last gave a sign of life. */
  beatAtMs: number;
}

interface Owner {
  identity: z.infer<typeof identitySchema>;
  beatAtMs: number;
  inode: number;
}

function isAlive({ identity, beatAtMs }: Owner): boolean {
  const here = thisProcess();
  const sameBoot = identity.boot === here.boot;
  if (sameBoot && identity.namespace === here.namespace && identity.startTime !== '') {
    return startTimeOf(identity.pid) === identity.startTime;
  }
  return Date.now() - beatAtMs < (sameBoot ? silenceMsMax : silenceMsMaxAfterBoot);
}

type Here = Omit<z.infer<typeof identitySchema>, 'id'>;
let known: Here | undefined;

function thisProcess(): Here {
  known ??= { pid: process.pid, startTime: startTimeOf(process.pid), ...placeOf() };
  return known;
}

/** Field 22 of /proc/{pid}/stat, proc(5). Empty when there is no such process, or no /proc. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isZombie = afterName[0] === 'Z';
    return isZombie ? '' : (afterName[19] ?? '');
  } catch {
    return '';
  }
}

function placeOf(): { boot: string; namespace: string } {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { boot, namespace: readlinkSync('/proc/self/ns/pid') };
  } catch {
    return { boot: hostname(), namespace: '' }; // No /proc, as on macOS: the heartbeat decides.
  }
}
