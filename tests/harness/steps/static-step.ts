import type { Task } from './lanes';
import { runCommand } from './run-command';
import type { Step } from './run-steps';

/** A check without tests of its own, by its npm script: it counts as one. */
export function staticStep(
  folder: string,
  name: string,
  script: string,
  when: Omit<Task, 'name'> = {},
): Step {
  return {
    ...when,
    name,
    run: async (write) => {
      const { code, cpuSeconds } = await runCommand(folder, ['npm', 'run', '--silent', script], write);
      return code === 0
        ? { passed: 1, failed: 0, cpuSeconds }
        : { passed: 0, failed: 1, cpuSeconds, note: `npm run ${script} ended with ${code}` };
    },
  };
}
