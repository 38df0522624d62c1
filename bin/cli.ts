import { CommanderError } from 'commander';
import { ConfigError } from '../lib/config';
import { JobRunning } from '../lib/maintenance/jobs';
import { UnusableFolder } from '../lib/storage/probe';
import { FolderTaken } from '../lib/torture/torture';
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
    if (context.signal.aborted) return exitCodes.interrupted;
    return error instanceof JobRunning ? exitCodes.busy : exitCodes.failed;
  }
}

/** What a person can act on; a stack only for what nobody expected. */
function messageOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'ended before it was done; run it again to go on';
  if (!(error instanceof Error)) return String(error);
  const isExpected = [ConfigError, UnusableFolder, JobRunning, FolderTaken].some(
    (kind) => error instanceof kind,
  );
  return isExpected ? error.message : (error.stack ?? error.message);
}
