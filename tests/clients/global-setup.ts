import type { TestProject } from 'vitest/node';
import { type CyberDock, startCyberDock } from '../harness/cyberdock';
import { startDockerRegistry } from '../harness/docker-registry';

/** A registry that all clients talk to. */
export interface SharedRegistry {
  kind: 'cyberdock' | 'docker-registry';
  /** `127.0.0.1:PORT`, as it stands in an image name. */
  host: string;
  port: number;
  /** The data folder. */
  root: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    registry: SharedRegistry;
    /** One that asks who comes in; undefined when the clients are tried with another registry. */
    guarded: Omit<SharedRegistry, 'kind'> | undefined;
  }
}

/**
 * Starts one registry, and one that asks who comes in, for all files of the project, so that the clients meet what the
 * others left behind.
 * `CLIENTS_REGISTRY=docker-registry` runs the same tests against Debian's docker-registry: a test that fails there
 * too is more likely wrong itself.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env.CLIENTS_REGISTRY === 'docker-registry') {
    const registry = await startDockerRegistry();
    const { host, port, root } = registry;
    project.provide('registry', { kind: 'docker-registry', host, port, root });
    project.provide('guarded', undefined);
    return registry.stop;
  }
  const accounts = {
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_ACCESS_ANONYMOUS_PULL: 'public/**',
  };
  const [open, guarded] = await Promise.all([start(project, {}), start(project, accounts)]);
  project.provide('registry', { kind: 'cyberdock', ...placeOf(open.registry) });
  project.provide('guarded', placeOf(guarded.registry));
  return async () => {
    await Promise.all([open.stop(), guarded.stop()]);
  };
}

/** Starts a registry whose faults fail the run. */
async function start(project: TestProject, env: Record<string, string>) {
  const faults: string[] = [];
  let unfinishedLine = '';
  const registry = await startCyberDock({
    env,
    // Set for the tests of the other door, and not here: this runs outside of them.
    door: project.config.env?.CYBERDOCK_TEST_DOOR === 'serve' ? 'serve' : undefined,
    onOutput: (text) => {
      const lines = (unfinishedLine + text).split('\n');
      unfinishedLine = lines.pop() ?? '';
      faults.push(...lines.filter((line) => /"(level":"(error|fatal)"|status":5\d\d\b)/.test(line)));
    },
  });
  const stop = async () => {
    const code = await registry.stop();
    if (code !== 0 && code !== 143) {
      fail(`CyberDock ended with ${code}:\n${registry.output().slice(-5_000)}`);
    }
    // A client may hide a fault of the server behind a retry of its own.
    if (faults.length > 0) fail(`CyberDock logged faults:\n${faults.join('\n')}`);
  };
  return { registry, stop };
}

function placeOf({ host, port, root }: CyberDock): Omit<SharedRegistry, 'kind'> {
  return { host, port, root };
}

/** Fails the run. An error that is thrown at this time is printed by vitest, but does not change its exit code. */
function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
