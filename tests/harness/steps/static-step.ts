import { runCommand } from './run-command';
import type { Step } from './run-steps';

/** A check without tests of its own, by its npm script: it counts as one. */
export function staticStep(folder: string, name: string, script: string): Step {
  return {
    name,
    run: async (write) => {
      const code = await runCommand(folder, ['npm', 'run', '--silent', script], write);
      return code === 0
        ? { passed: 1, failed: 0 }
        : { passed: 0, failed: 1, note: `npm run ${script} ended with ${code}` };
    },
  };
}
