import { CommanderError } from 'commander';
import { ConfigError } from '../lib/config';
import { JobCancelled } from '../lib/maintenance/job-cancellation';
import { JobRunning } from '../lib/maintenance/jobs';
import { UnusableTls } from '../lib/server/serve/tls/read-tls';
import { WorkerFailed } from '../lib/server/serve/worker-pool';
import { UnusableFolder } from '../lib/storage/probe';
import { FolderTaken } from '../lib/torture/torture';
import { BuildFailed } from './build';
import { CannotListen } from './commands/serve';
import { terminalContext } from './context';
import { type ExitCode, exitCodes } from './exit-codes';
import { createProgram } from './program';

/**
 * `cyberdock <command>`.
 * @param args without the program's name
 * @param projectFolder where CyberDock is installed
 * @returns the exit code
 */
export async function main(args: string[], projectFolder: string): Promise<ExitCode> {
  const context = terminalContext(projectFolder);
  const program = createProgram(context);
  try {
    await program.parseAsync(args, { from: 'user' });
    return context.exitCode();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    context.remark(messageOf(error, context.signal));
    if (context.signal.aborted || error instanceof JobCancelled) return exitCodes.interrupted;
    return error instanceof JobRunning ? exitCodes.busy : exitCodes.failed;
  }
}

/** Errors that speak for themselves. */
const expected = [
  ConfigError,
  UnusableFolder,
  UnusableTls,
  WorkerFailed,
  BuildFailed,
  JobRunning,
  JobCancelled,
  FolderTaken,
  CannotListen,
];

/** What a person can act on; a stack only for what nobody expected. */
function messageOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'ended before it was done; run it again to go on';
  if (!(error instanceof Error)) return String(error);
  const isExpected = expected.some((kind) => error instanceof kind);
  return isExpected ? error.message : (error.stack ?? error.message);
}
