import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster } from './cluster';
import { Contended } from './contended';
import { type DiskReport, inspectDisk } from './disk';
import { Broken, Events, type Failure } from './failures';
import { RepositoryModel } from './model';
import { Owner } from './owner';
import { Random } from './random';
import { pull } from './reader';
import { RegistryClient } from './registry-client';
import { Tally } from './tally';
import { checkAll } from './verify';

/** What to do to a disk. */
export interface TortureOptions {
  /** Where CyberDock is installed, whose servers and command line are run. */
  projectFolder: string;
  /** Where to make a data folder of its own, which must not be there yet. */
  folder: string;
  operations: number;
  /** Servers. */
  processes: number;
  /** Mean time between two kills; none when absent. */
  killEveryMs: number | undefined;
  seed: number;
  /** How long a blob stays after a client was told of it. */
  leaseMs: number;
  /** Whether the registry makes everything durable, as it does outside of tests. */
  fsync: boolean;
  /** Whether garbage is collected all the time. */
  collects: boolean;
  signal: AbortSignal;
  /** Is told how far it has come. */
  onProgress: (line: string) => void;
}

/** What came of it. */
export interface TortureReport {
  seed: number;
  operations: number;
  elapsedMs: number;
  operationsPerSecond: number;
  byKind: Record<string, number>;
  repositories: number;
  kills: number;
  /** Requests that a kill cut. */
  cut: number;
  collections: number;
  leasesExpired: number;
  diskBytes: number;
  expectedDiskBytes: number;
  failed: number;
  /** The first of them. */
  failures: Failure[];
}

/** How many steps a repository lives. */
const stepsMax = 150;
/** Repositories that stay whole until the end, to be looked at then; the others are deleted when their turn is over. */
const keptMax = 12;
/** Repositories that are changed at the same time, for each server. */
const ownersPerServer = 4;
/** How long collection may take at the end to bring the disk to what the model has. */
const settleMsMax = 60_000;

/**
 * Lets several server processes, clients and collection work on one data folder, with kills if asked for, and compares
 * all that they say with a model that knows what must be there.
 * @throws FolderTaken; and when a process can't be started, or ends by itself; what the registry does wrong is in the report
 */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  const run = new Run(options, await makeFolder(options));
  return await run.complete();
}

/** There is a data folder where torture would make its own. */
export class FolderTaken extends Error {
  override readonly name = 'FolderTaken';
}

/** Makes the folder and writes the settings of its servers and of the command line. */
async function makeFolder(options: TortureOptions): Promise<string> {
  await mkdir(options.folder, { recursive: true });
  const root = path.join(options.folder, 'data');
  try {
    await mkdir(root);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new FolderTaken(
      `${root} is there already, and not ours to write to: name another folder, or remove it`,
    );
  }
  const file = path.join(options.folder, 'cyberdock.yaml');
  const settings = {
    storage: { root, fsync: options.fsync },
    log: { level: 'error' },
    auth: { mode: 'none' },
    server: { drainTimeout: '1s' },
    maintenance: { collectionInterval: '0s', gracePeriod: `${options.leaseMs}ms`, trashPeriod: '0s' },
  };
  await writeFile(file, JSON.stringify(settings, null, 2)); // JSON is YAML.
  return file;
}

class Run {
  readonly #options: TortureOptions;
  readonly #root: string;
  readonly #tally: Tally;
  readonly #random: Random;
  readonly #cluster: Cluster;
  readonly #contended = new Contended();
  /** Repositories that their owners are at. */
  readonly #alive = new Set<RepositoryModel>();
  readonly #kept: RepositoryModel[] = [];
  #repositories = 0;
  /** Operations a second under load: the looks at the end do not count. */
  #rate = 0;

  constructor(options: TortureOptions, configFile: string) {
    this.#options = options;
    this.#root = path.join(options.folder, 'data');
    this.#tally = new Tally(options.operations);
    this.#random = new Random(options.seed);
    this.#cluster = new Cluster(
      { projectFolder: options.projectFolder, configFile },
      options.processes,
      this.#random.fork(),
      this.#tally,
    );
  }

  async complete(): Promise<TortureReport> {
    const cluster = this.#cluster;
    const { collects, killEveryMs, leaseMs, processes } = this.#options;
    let disk: DiskReport | undefined;
    try {
      await cluster.start();
      await this.#contended.prepare(this.#clientOf(this.#contended.model, this.#random.fork()));
      if (collects) cluster.collect(leaseMs / 4);
      if (killEveryMs !== undefined) cluster.killEvery(killEveryMs);
      const telling = setInterval(() => this.#tell(), 5_000);
      const lanes = [
        ...Array.from({ length: processes * ownersPerServer }, (_, at) => this.#own(at)),
        ...Array.from({ length: processes }, () => this.#read()),
        ...Array.from({ length: 3 }, () => this.#contend()),
      ];
      await Promise.all(lanes).finally(() => clearInterval(telling));
      this.#rate = (this.#tally.operations / this.#tally.elapsedMs) * 1000;
      await cluster.calm();
      if (cluster.error) throw cluster.error;
      disk = await this.#judge();
    } finally {
      await cluster.stop();
    }
    if (cluster.error) throw cluster.error;
    return this.#report(disk);
  }

  get #isOver(): boolean {
    return this.#tally.isDone || this.#options.signal.aborted || this.#cluster.error !== undefined;
  }

  #clientOf(model: RepositoryModel, random: Random): RegistryClient {
    return new RegistryClient(this.#cluster, this.#tally, model, random);
  }

  /** Owns one repository after the other. */
  async #own(lane: number): Promise<void> {
    const random = this.#random.fork();
    for (let turn = 0; !this.#isOver; turn++) {
      const model = new RepositoryModel(`torture/lane-${lane}/turn-${turn}`);
      const neighbours = () => [...this.#alive].map(({ name }) => name).filter((name) => name !== model.name);
      const owner = new Owner(this.#clientOf(model, random), this.#options.leaseMs, neighbours);
      this.#repositories += 1;
      this.#alive.add(model);
      await unlessBroken(async () => {
        for (let step = 0; step < stepsMax && !this.#isOver; step++) await owner.step();
        if (!this.#isOver) await checkAll(owner.client);
        const isKept = this.#isOver || (this.#kept.length < keptMax && random.chance(0.3));
        if (isKept) this.#kept.push(model);
        else await this.#empty(owner);
      });
      this.#alive.delete(model);
    }
  }

  async #empty(owner: Owner): Promise<void> {
    await owner.clear(1);
    await checkAll(owner.client);
  }

  async #read(): Promise<void> {
    const random = this.#random.fork();
    while (!this.#isOver) {
      const model = random.pick([...this.#alive, ...this.#kept]);
      await unlessBroken(() =>
        model ? pull((one) => this.#clientOf(one, random), model) : Promise.resolve(),
      );
      await new Promise(setImmediate);
    }
  }

  async #contend(): Promise<void> {
    const client = this.#clientOf(this.#contended.model, this.#random.fork());
    while (!this.#isOver) await unlessBroken(() => this.#contended.step(client));
  }

  /** When the load has ended: everything is as the model says, then a part is deleted, and the disk has the rest. */
  async #judge(): Promise<DiskReport | undefined> {
    this.#options.onProgress('the load has ended: everything is looked at');
    const models = [...this.#kept, this.#contended.model];
    await unlessBroken(() => this.#contended.settle(this.#clientOf(this.#contended.model, this.#random)));
    for (const model of models) await unlessBroken(() => checkAll(this.#clientOf(model, this.#random)));
    for (const model of this.#kept) {
      const owner = new Owner(this.#clientOf(model, this.#random), this.#options.leaseMs, () => []);
      await unlessBroken(async () => {
        await owner.clear(0.5);
        await checkAll(owner.client);
      });
    }
    // Where something was lost, the model no longer knows what should be there.
    const isEnough = this.#tally.failed > 0 || !this.#options.collects || this.#options.signal.aborted;
    if (isEnough) return undefined;
    const disk = await this.#collectAll(models);
    if (this.#options.signal.aborted) return undefined; // Collection was not waited for.
    for (const problem of disk.problems) this.#fail('disk use', problem);
    if (disk.bytes !== disk.expectedBytes)
      this.#fail('disk use', `${disk.bytes} bytes are on disk, not ${disk.expectedBytes}`);
    await this.#check();
    return disk;
  }

  /** Collects until the disk has what the model has, or the time is up. */
  async #collectAll(models: RepositoryModel[]): Promise<DiskReport> {
    this.#options.onProgress('half of it is deleted: collection until nothing is due');
    for (const deadline = Date.now() + settleMsMax + 10 * this.#options.leaseMs; ; ) {
      const { code, errors } = await this.#cluster.commandLine.run('gc', 'run', '--full', '--json');
      if (code !== 0) throw new Error(`gc run ended with ${code}: ${errors}`);
      const disk = await inspectDisk(this.#root, models);
      const isAsItShould = disk.problems.length === 0 && disk.bytes === disk.expectedBytes;
      if (isAsItShould || Date.now() > deadline || this.#options.signal.aborted) return disk;
      await delay(this.#options.leaseMs / 2);
    }
  }

  /** `cyberdock check` finds nothing. */
  async #check(): Promise<void> {
    const { code, output, errors } = await this.#cluster.commandLine.run('check', '--json');
    if (code !== 0) this.#fail('check', `it ended with ${code}: ${output.slice(0, 5_000)} ${errors}`);
  }

  #fail(kind: Failure['kind'], what: string): void {
    this.#tally.fail({ kind, repository: '', what, events: new Events().about() });
  }

  #tell(): void {
    const { operations, operationsMax, failed, elapsedMs } = this.#tally;
    const rate = Math.round((operations / elapsedMs) * 1000);
    const { kills, collections } = this.#cluster;
    this.#options.onProgress(
      `${operations} of ${operationsMax} operations, ${rate} a second; ${collections} collections, ${kills} kills, ${failed} failures`,
    );
  }

  #report(disk: DiskReport | undefined): TortureReport {
    const { operations, elapsedMs, byKind, cut, leasesExpired, failed, failures } = this.#tally;
    return {
      seed: this.#options.seed,
      operations,
      elapsedMs: Math.round(elapsedMs),
      operationsPerSecond: Math.round(this.#rate),
      byKind: Object.fromEntries([...byKind].sort()),
      repositories: this.#repositories,
      kills: this.#cluster.kills,
      cut,
      collections: this.#cluster.collections,
      leasesExpired,
      diskBytes: disk?.bytes ?? 0,
      expectedDiskBytes: disk?.expectedBytes ?? 0,
      failed,
      failures,
    };
  }
}

/** Runs a task; a failure in it was noted already. */
async function unlessBroken(task: () => Promise<unknown>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
  }
}
