import type { Command } from 'commander';
import { loadConfig } from '../../lib/config';
import { askReadiness } from '../ask-readiness';
import type { CommandContext } from '../context';
import { exitCodes } from '../exit-codes';

/** What asks for health gives up sooner than it asks again. */
const answerMsMax = 5_000;

/** `cyberdock ping` */
export function addPing(program: Command, { print, remark, exit }: CommandContext): void {
  program
    .command('ping')
    .description(
      'ask the running server whether it can serve, at the address, socket or TLS port of the settings; for health checks of containers. The exit code is 0 when it serves, also when something is wrong (degraded), and else 1',
    )
    .action(async () => {
      const config = loadConfig();
      try {
        const { serves, says } = await askReadiness(config, answerMsMax);
        print(says);
        if (!serves) exit(exitCodes.failed);
      } catch (error) {
        remark(`No answer from the server: ${reasonOf(error)}`);
        exit(exitCodes.failed);
      }
    });
}

function reasonOf(error: unknown): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'AbortError' || name === 'TimeoutError') return `none within ${answerMsMax / 1000} s.`;
  if (code === 'ECONNREFUSED' || code === 'ENOENT')
    return 'nothing listens there; it is not running, or listens elsewhere.';
  return message;
}
