import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Ask } from './http-client';
import { CommandLine, ServerProcess, type Setting, waitFor } from './processes';
import type { Random } from './random';
import type { Tally } from './tally';

/** How long the servers may take to come back, in milliseconds. */
const restartMsMax = 120_000;

/** How long a killed process may take to end, in milliseconds. */
const endMsMax = 10_000;

/** The server was killed before it answered: the request was done, or not. */
export class Cut extends Error {
  override readonly name = 'Cut';
}

/** A living server cut a connection: that is a fault. */
export class CutByLiving extends Error {
  override readonly name = 'CutByLiving';
}

/** Several processes on one data folder: servers, of which each request goes to a random one, and the command line. */
export class Cluster {
  readonly servers: ServerProcess[];
  readonly collector: CommandLine;
  readonly commandLine: CommandLine;
  kills = 0;
  collections = 0;
  /** The first thing that went wrong with a process, if anything did. */
  error: Error | undefined;
  readonly #random: Random;
  readonly #tally: Tally;
  readonly #ending = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(setting: Setting, processes: number, random: Random, tally: Tally) {
    this.servers = Array.from(
      { length: processes },
      (_, at) => new ServerProcess(`server ${at + 1}`, setting),
    );
    this.collector = new CommandLine(setting);
    this.commandLine = new CommandLine(setting);
    this.#random = random;
    this.#tally = tally;
  }

  async start(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.start()));
  }

  /**
   * Sends a request to a random server and counts it.
   * @throws Cut when the server was killed meanwhile; CutByLiving when it was not
   */
  async ask(kind: string, ask: Ask): Promise<Answer> {
    const server = await this.#anyServer();
    const { client, life } = server;
    if (!client) throw new Cut(ask.path);
    try {
      const answer = await client.request(ask);
      this.#tally.count(kind);
      return answer;
    } catch (cause) {
      // What a dying process had begun may still be done: until it has ended, nobody may look what became of it.
      const wasKilled = (await waitFor(() => life.hasEnded, endMsMax)) && life.wasKilled;
      this.#tally.cut += 1;
      const what = `${ask.method} ${ask.path} by ${server.name}`;
      throw wasKilled ? new Cut(what, { cause }) : new CutByLiving(what, { cause });
    }
  }

  /** Collects garbage again and again, every fifth time by looking at everything. */
  collect(pauseMs: number): void {
    this.#repeat(async () => {
      const kills = this.kills;
      const args = this.collections % 5 === 4 ? ['--full'] : [];
      const { code, errors } = await this.collector.run('gc', 'run', ...args, '--json');
      if (code === 0) this.collections += 1;
      else if (code !== null || this.kills === kills) throw new Error(`gc run ended with ${code}: ${errors}`);
      await this.#pause(pauseMs);
    });
  }

  /** Kills a random process at random times. @param meanMs between two kills */
  killEvery(meanMs: number): void {
    this.#repeat(async () => {
      await this.#pause(-Math.log(1 - this.#random.next()) * meanMs);
      if (this.#ending.signal.aborted) return;
      const victim = this.#random.pick([...this.servers, this.collector]);
      if (victim instanceof ServerProcess) {
        if (victim.client === undefined) return; // Not back yet from the last time.
        this.kills += 1;
        this.#note(victim.killAndRestart());
      } else if (victim?.kill()) this.kills += 1;
    });
  }

  /** Ends the kills and the collections. */
  async calm(): Promise<void> {
    this.#ending.abort();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Ends every process. @throws the first thing that went wrong with one */
  async stop(): Promise<void> {
    await this.calm();
    const codes = await Promise.all(this.servers.map((server) => server.stop()));
    for (const [at, code] of codes.entries()) {
      if (code !== 0) this.error ??= new Error(`server ${at + 1} ended with ${code}`);
    }
  }

  async #anyServer(): Promise<ServerProcess> {
    const living = () => this.servers.filter(({ client }) => client !== undefined);
    const isThere = await waitFor(() => living().length > 0 || this.error !== undefined, restartMsMax);
    const server = this.#random.pick(living());
    if (this.error || !isThere || !server) throw this.error ?? new Error('no server came back');
    return server;
  }

  #repeat(task: () => Promise<void>): void {
    const loop = async () => {
      while (!this.#ending.signal.aborted) await task();
    };
    this.#note(loop());
  }

  #note(work: Promise<void>): void {
    const noted = work
      .catch((error: Error) => {
        this.error ??= error;
      })
      .finally(() => this.#running.delete(noted));
    this.#running.add(noted);
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#ending;
    await delay(ms, undefined, { signal }).catch(() => undefined); // Ended.
  }
}
