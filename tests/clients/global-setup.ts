import type { TestProject } from 'vitest/node';
import { startCyberDock } from '../harness/cyberdock';
import { startDockerRegistry } from '../harness/docker-registry';

/** The one registry that all clients talk to. */
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
  }
}

/**
 * Starts one registry for all files of the project, so that the clients meet what the others left behind.
 * `CLIENTS_REGISTRY=docker-registry` runs the same tests against Debian's docker-registry: a test that fails there
 * too is more likely wrong itself.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.env.CLIENTS_REGISTRY === 'docker-registry') {
    const registry = await startDockerRegistry();
    const { host, port, root } = registry;
    project.provide('registry', { kind: 'docker-registry', host, port, root });
    return registry.stop;
  }
  const faults: string[] = [];
  let unfinishedLine = '';
  const registry = await startCyberDock({
    // Set for the tests of the other door, and not here: this runs outside of them.
    door: project.config.env?.CYBERDOCK_TEST_DOOR === 'serve' ? 'serve' : undefined,
    onOutput: (text) => {
      const lines = (unfinishedLine + text).split('\n');
      unfinishedLine = lines.pop() ?? '';
      faults.push(...lines.filter((line) => /"(level":"(error|fatal)"|status":5\d\d\b)/.test(line)));
    },
  });
  const { host, port, root } = registry;
  project.provide('registry', { kind: 'cyberdock', host, port, root });
  return async () => {
    const code = await registry.stop();
    if (code !== 0 && code !== 143) {
      fail(`CyberDock ended with ${code}:\n${registry.output().slice(-5_000)}`);
    }
    // A client may hide a fault of the server behind a retry of its own.
    if (faults.length > 0) fail(`CyberDock logged faults:\n${faults.join('\n')}`);
  };
}

/** Fails the run. An error that is thrown at this time is printed by vitest, but does not change its exit code. */
function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
