import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inspectDataFolder, temporaryFiles } from '../harness/data-folder';
import { HttpClient } from '../harness/http-client';
import { catalog } from '../harness/push';
import type { Random } from '../harness/random';
import { untilNoProblems } from '../harness/until';
import { Belief } from './belief';
import { CrashClient, Interrupted } from './client';
import type { Door, Killable } from './doors';
import { type Extent, resumeUploads, verifyBelief } from './verify';

/** How long the repairs of a start may take, in milliseconds. */
const repairMsMax = 15_000;

/** A data folder, the clients that push to it, and what must be in it. */
export class Arena {
  kills = 0;
  readonly clients: CrashClient[] = [];
  private readonly verified = new Map<string, string>();

  private constructor(
    readonly root: string,
    readonly random: Random,
  ) {}

  /**
   * A new data folder with clients. Each has a repository of its own, where it pushes contents that others push as
   * well, and a part of one that it shares with another client.
   */
  static async open(random: Random, clients: number): Promise<Arena> {
    const arena = new Arena(await mkdtemp(path.join(tmpdir(), 'cyberdock-crash-')), random);
    for (let index = 0; index < clients; index++) {
      const own = new Belief(`crash/own-${index}`, 'own-');
      const shared = new Belief(`crash/deep/er/shared-${index >> 1}`, `client-${index}-`);
      arena.clients.push(
        new CrashClient(own, random.fork(), false),
        new CrashClient(shared, random.fork(), true),
      );
    }
    return arena;
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  /** Lets every client push until the server dies, which it does after a random time, in the middle of it all. */
  async crash(server: Killable): Promise<void> {
    const http = new HttpClient(server.port);
    let isOver = false;
    const pushing = this.clients.map(async (client) => {
      try {
        while (!isOver) await client.step(http);
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        if (!isOver)
          throw new Error(
            `a connection was cut by a server that ${server.fate()}:\n${server.output().slice(-3_000)}`,
            {
              cause: error.cause,
            },
          );
      }
    });
    const failed = Promise.all(pushing);
    await Promise.race([this.untilRandomMoment(), failed]);
    isOver = true;
    await server.kill();
    this.kills += 1;
    await failed;
    http.close();
  }

  /**
   * Some moment soon after a start, or while the server is busy. It is found by counting answers, not by the clock
   * alone, so that a slow machine does not kill servers that have done nothing yet.
   */
  private async untilRandomMoment(): Promise<void> {
    const answers = this.random.chance(0.2) ? 0 : this.acknowledged + this.random.integer(1, 80);
    const restMs = this.random.integer(0, 25);
    while (this.acknowledged < answers) await delay(2);
    await delay(restMs);
  }

  /** How many requests have been answered to all clients. */
  get acknowledged(): number {
    return this.clients.reduce((sum, client) => sum + client.acknowledged, 0);
  }

  /** Looks at the folder that a crash left: at no moment does a name stand for wrong or missing bytes. */
  async inspectCrashed(): Promise<void> {
    const { problems } = await inspectDataFolder(this.root, { verified: this.verified, relations: false });
    if (problems.length > 0) throw new Error(`after kill ${this.kills}:\n${problems.join('\n')}`);
  }

  /** Looks at everything through a server that was started on what the crash left, and at the folder again. */
  async verify(server: Killable, extent: Extent): Promise<void> {
    const http = new HttpClient(server.port);
    const problems = await this.contradictions(http, extent).catch((cause: Error) => {
      throw new Error(
        `after kill ${this.kills}, while looking: ${cause.message}; the server ${server.fate()}:\n${server.output().slice(-3_000)}`,
        { cause },
      );
    });
    http.close();
    if (problems.length > 0) {
      throw new Error(
        `after kill ${this.kills}:\n${problems.slice(0, 30).join('\n')}\n${server.output().slice(-2_000)}`,
      );
    }
    await untilNoProblems(
      `a sound data folder after kill ${this.kills}`,
      () => this.problemsOfFolder(),
      repairMsMax,
    );
  }

  private async contradictions(http: HttpClient, extent: Extent): Promise<string[]> {
    const problems: string[] = [];
    await Promise.all(
      this.clients.map(async (client) => {
        problems.push(...(await verifyBelief(http, client.belief, extent)));
        problems.push(...(await resumeUploads(http, client)));
        problems.push(...(await verifyBelief(http, client.belief, 'touched')));
      }),
    );
    problems.push(...(await this.verifyCatalog(http)));
    return problems;
  }

  private async problemsOfFolder(): Promise<string[]> {
    const { problems } = await inspectDataFolder(this.root, { verified: this.verified });
    const { uploads, others } = await temporaryFiles(this.root);
    problems.push(...others.map((file) => `left behind: temp/${file}`));
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    problems.push(
      ...uploads.filter((name) => !uuid.test(name)).map((name) => `left behind: temp/uploads/${name}`),
    );
    return problems;
  }

  private async verifyCatalog(http: HttpClient): Promise<string[]> {
    const listed = await catalog(http);
    const expected = new Set(
      this.clients
        .filter(({ belief }) => belief.presentManifests().length > 0)
        .map(({ belief }) => belief.name),
    );
    return [
      ...[...expected]
        .filter((name) => !listed.includes(name))
        .map((name) => `${name} is not in the catalog`),
      ...listed
        .filter((name) => !expected.has(name))
        .map((name) => `${name} is in the catalog without a manifest`),
    ];
  }
}

/** Kills servers behind one door, again and again, and checks after each kill. */
export async function crashRepeatedly(arena: Arena, door: Door, kills: number): Promise<void> {
  let server = await door(arena.root);
  try {
    for (let kill = 0; kill < kills; kill++) {
      await arena.crash(server);
      const [next] = await Promise.all([door(arena.root), arena.inspectCrashed()]);
      server = next;
      await arena.verify(server, 'touched');
    }
    await arena.verify(server, 'everything');
    const code = await server.stop();
    if (code !== 0 && code !== 143)
      throw new Error(`the server ended with ${code}:\n${server.output().slice(-3_000)}`);
  } finally {
    await server.kill();
  }
}
