import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll } from 'vitest';
import { type Daemon, startDaemon } from './daemon';
import { run } from './run';
import type { Scratch } from './scratch';

/** Runs `ctr` with these arguments against the daemon of the tests. */
export type Ctr = (...args: string[]) => Promise<string>;

/**
 * Starts a containerd of its own before the tests of a `describe`, with all that it keeps in the scratch folder, and
 * ends it after them.
 * @param programs the paths of `containerd` and `ctr`.
 */
export function useContainerd(programs: { containerd: string; ctr: string }, scratch: Scratch): Ctr {
  let daemon: Daemon | undefined;
  const ctr: Ctr = (...args) => run(programs.ctr, ['--address', scratch.file('c.sock'), ...args]);
  beforeAll(async () => {
    const address = scratch.file('c.sock');
    const config = {
      version: 2,
      root: scratch.file('root'),
      state: scratch.file('state'),
      // Kubernetes' own service, which wants a network.
      disabled_plugins: ['io.containerd.grpc.v1.cri'],
    };
    const lines = Object.entries(config).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
    lines.push('[grpc]', `address = ${JSON.stringify(address)}`);
    lines.push('[ttrpc]', `address = ${JSON.stringify(`${address}.ttrpc`)}`);
    await writeFile(scratch.file('config.toml'), `${lines.join('\n')}\n`);
    daemon = await startDaemon(programs.containerd, ['--config', scratch.file('config.toml')], () =>
      ctr('version').then(
        () => true,
        () => false,
      ),
    );
  });
  afterAll(() => daemon?.stop());
  return ctr;
}
