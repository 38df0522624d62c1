import pino, { type Bindings, type ChildLoggerOptions, type DestinationStream, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { redactSecrets } from './redact';

export type { Logger };

/** What to log and how. */
export interface LogOptions {
  /** The least serious level that is written. */
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  /** `json`: one object a line. `text`: for reading in a terminal. */
  format: 'json' | 'text';
  /** Where lines go: standard output when absent. */
  destination?: DestinationStream;
}

/**
 * Makes the log of a process. Times are ISO 8601 in UTC, secrets are replaced by `[redacted]` in what is logged and
 * in the bindings of child loggers.
 *
 * Lines are written before the call returns, so that the last words before a crash are not lost.
 */
export function createLog({ level, format, destination }: LogOptions): Logger {
  const lines = destination ?? pino.destination({ dest: 1, sync: true });
  const log = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redactSecrets },
      // Errors are plain objects already when serializers see them; pino's own would call them "Object".
      serializers: { err: (error) => error },
    },
    format === 'json' ? lines : prettyLines(lines, destination === undefined && process.stdout.isTTY),
  );
  return redactBindings(log);
}

type Child = (this: Logger, bindings: Bindings, options?: ChildLoggerOptions) => Logger;

/** pino formats what is logged, but not the bindings of a child. Children inherit this `child` by their prototype. */
function redactBindings(log: Logger): Logger {
  const original = log.child as unknown as Child;
  const child: Child = function (bindings, options) {
    return original.call(this, redactSecrets(bindings), options);
  };
  return Object.assign(log, { child });
}

/** pino-pretty as a function: as a stream or in a worker thread it would lose the last lines at a crash. */
function prettyLines(lines: DestinationStream, colorize: boolean): DestinationStream {
  const prettify = prettyFactory({
    colorize,
    ignore: 'pid',
    translateTime: 'UTC:yyyy-mm-dd HH:MM:ss.l',
    singleLine: true,
  });
  return { write: (line) => lines.write(prettify(line)) };
}
