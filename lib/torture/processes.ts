import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { environmentWithoutSettings } from '@/lib/config';
import { freePort } from './free-port';
import { HttpClient } from './http-client';

/** What a process is started from, and on: where CyberDock is installed, and its settings. */
export interface Setting {
  projectFolder: string;
  configFile: string;
}

/** What the command line said. */
export interface CommandResult {
  /** `null` when it was killed. */
  code: number | null;
  output: string;
  errors: string;
}

/** A server process on the data folder; started again after it was killed. */
export class ServerProcess {
  client: HttpClient | undefined;
  /** Of the process that runs now, or ran last. */
  life: Life = { wasKilled: false, hasEnded: false };
  errors = '';
  #child: ChildProcess | undefined;
  #isEnding = false;

  constructor(
    readonly name: string,
    private readonly setting: Setting,
  ) {}

  /** @throws when it ends before it listens; the message holds what it said */
  async start(): Promise<void> {
    const port = await freePort();
    const env = {
      CYBERDOCK_SERVER_HOST: '127.0.0.1',
      CYBERDOCK_SERVER_PORT: String(port),
    };
    const child = startNode(['bin/plain-server'], this.setting, env);
    this.#child = child;
    child.stderr?.on('data', (part) => {
      this.errors = (this.errors + part).slice(-20_000);
    });
    const ended = new Promise<false>((resolve) => child.once('exit', () => resolve(false)));
    const listens = new Promise<true>((resolve) => {
      // The log goes to the same stream: it must be read on, or the server would wait for room.
      createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
        if (line === 'listening') resolve(true);
        else this.errors = `${this.errors}${line}\n`.slice(-20_000);
      });
    });
    if (!(await Promise.race([listens, ended]))) {
      if (this.#isEnding) return;
      throw new Error(`the ${this.name} ended before it listened:\n${this.errors}`);
    }
    const life: Life = { wasKilled: false, hasEnded: false };
    const client = new HttpClient(port);
    child.once('exit', () => {
      life.hasEnded = true;
      client.close();
      if (this.client === client) this.client = undefined;
    });
    this.life = life;
    this.client = client;
  }

  /** SIGKILL, and a new start. */
  async killAndRestart(): Promise<void> {
    await this.#end('SIGKILL');
    await this.start();
  }

  /** Ends it in order. @returns its exit code */
  async stop(): Promise<number | null> {
    this.#isEnding = true;
    return await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    this.client = undefined; // It gets no new requests. Those that run end with it, and not a moment before.
    this.life.wasKilled = true;
    child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), endMsMax);
    const code = await ended;
    clearTimeout(patience);
    return code;
  }
}

/** What became of a process. */
export interface Life {
  wasKilled: boolean;
  /** What it had begun is done, or never will be. */
  hasEnded: boolean;
}

/** The command line, one run at a time. */
export class CommandLine {
  #child: ChildProcess | undefined;

  constructor(private readonly setting: Setting) {}

  /** Runs `cyberdock` with these arguments. */
  async run(...args: string[]): Promise<CommandResult> {
    const child = startNode(['bin/cyberdock', ...args], this.setting, {});
    this.#child = child;
    const result: CommandResult = { code: null, output: '', errors: '' };
    child.stdout?.on('data', (part) => {
      result.output = (result.output + part).slice(-200_000);
    });
    child.stderr?.on('data', (part) => {
      result.errors = (result.errors + part).slice(-20_000);
    });
    result.code = await new Promise((resolve) => child.once('close', resolve));
    this.#child = undefined;
    return result;
  }

  /** SIGKILL. @returns whether there was something to kill */
  kill(): boolean {
    return this.#child?.kill('SIGKILL') ?? false;
  }
}

/** How long a server may take to end in order, in milliseconds. */
const endMsMax = 30_000;

function startNode(
  args: string[],
  { projectFolder, configFile }: Setting,
  settings: Record<string, string>,
): ChildProcess {
  return spawn(process.execPath, args, {
    cwd: projectFolder,
    // The settings of whoever runs this are of another data folder.
    env: {
      ...environmentWithoutSettings(),
      NODE_ENV: 'production',
      CYBERDOCK_CONFIG: configFile,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Waits for a condition. @returns false when it did not come true in time */
export async function waitFor(isTrue: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!isTrue()) {
    if (Date.now() > deadline) return false;
    await delay(5);
  }
  return true;
}
