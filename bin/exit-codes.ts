/** What the command line's exit codes mean. */
export const exitCodes = {
  done: 0,
  /** It failed; the message says why. */
  failed: 1,
  /** The command or its options make no sense. */
  usage: 2,
  /** It ran, and found what is not as it should be. */
  findings: 3,
  /** Another run of the same kind is going on. */
  busy: 4,
  /** Nothing was done, because that is not safe or not asked for clearly enough. */
  refused: 5,
  /** Ended by a signal. */
  interrupted: 130,
  /** A server that ended in order, as SIGTERM asked. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
