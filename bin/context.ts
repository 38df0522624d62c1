import { loadConfig } from '../lib/config';
import { openToolbox, type Toolbox } from '../lib/server/toolbox';
import { type ExitCode, exitCodes } from './exit-codes';

/** What every command gets besides its own options. */
export interface CommandContext {
  /** Where CyberDock is installed. */
  projectFolder: string;
  /** Aborted by Ctrl-C and SIGTERM. */
  signal: AbortSignal;
  /** Writes a line to standard output. */
  print: (line: string) => void;
  /** Writes a line to standard error: progress, remarks, errors. */
  remark: (line: string) => void;
  /** Sets what the program ends with. */
  exit: (code: ExitCode) => void;
}

/** Runs a task on the configured data folder, which a server may have open too. */
export async function withToolbox<T>(task: (toolbox: Toolbox) => Promise<T>): Promise<T> {
  const toolbox = await openToolbox(loadConfig());
  try {
    return await task(toolbox);
  } finally {
    await toolbox.close();
  }
}

/** Why `signal` was aborted. */
export class EndedBySignal extends Error {
  override readonly name = 'EndedBySignal';

  constructor(readonly by: 'SIGINT' | 'SIGTERM') {
    super(`ended by ${by}`);
  }
}

/** `npx` passes a signal on that the terminal has sent already: what follows so soon is no second wish. */
const secondWishAfterMs = 1_000;

/** The context of a program that runs in a terminal. Ends by the first Ctrl-C in order, by the second at once. */
export function terminalContext(projectFolder: string): CommandContext & { exitCode: () => ExitCode } {
  const ending = new AbortController();
  let endingSinceMs = 0;
  let code: ExitCode = exitCodes.done;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!ending.signal.aborted) {
        endingSinceMs = performance.now();
        ending.abort(new EndedBySignal(signal));
      } else if (performance.now() - endingSinceMs > secondWishAfterMs) process.exit(exitCodes.interrupted);
    });
  }
  return {
    projectFolder,
    signal: ending.signal,
    print: (line) => process.stdout.write(`${line}\n`),
    remark: (line) => process.stderr.write(`${line}\n`),
    exit: (wanted) => {
      code = wanted;
    },
    exitCode: () => code,
  };
}
