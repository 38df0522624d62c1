import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Door, startCyberDock } from '../harness/cyberdock';
import { startDockerRegistry } from '../harness/docker-registry';

/** The servers that can be compared. */
export const serverNames = ['cyberdock', 'docker-registry'] as const;
export type ServerName = (typeof serverNames)[number];

/** A server on an empty data folder of its own. Both keep what they acknowledged through a power loss. */
export interface RunningServer {
  name: ServerName;
  /** `http://127.0.0.1:PORT` */
  url: string;
  pid: number;
  root: string;
  /** Ends the server and removes its data. */
  stop: () => Promise<void>;
}

const running = new Set<RunningServer>();

/** Ends all servers and removes their data: for a run that is broken off. */
export async function stopServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.stop()));
}

/** How servers are started. */
export interface StartOptions {
  /** Below it each server has a new folder for its data. */
  folder: string;
  /** How CyberDock serves. */
  door: Door;
}

/** Starts a server, logs off. */
export async function startServer(name: ServerName, { folder, door }: StartOptions): Promise<RunningServer> {
  const root = await mkdtemp(path.join(folder, `bench-${name}-`));
  // Many times faster than `rm` of node:fs on the hundreds of thousands of folders that some scenarios make.
  const remove = () => promisify(execFile)('rm', ['-rf', root]);
  try {
    const server = await starters[name](root, door);
    const { url, pid } = server;
    const stop = async () => {
      running.delete(started);
      await server.stop();
      await remove();
    };
    const started: RunningServer = { name, url, pid, root, stop };
    running.add(started);
    return started;
  } catch (error) {
    await remove();
    throw error;
  }
}

const starters = {
  cyberdock: (root: string, door: Door) =>
    startCyberDock({ root, door, env: { CYBERDOCK_LOG_LEVEL: 'fatal' } }),
  'docker-registry': (root: string) => startDockerRegistry({ root }),
};
