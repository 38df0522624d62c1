import { userInfo } from 'node:os';
import type { Cause, Origin } from '../lib/storage/origin';

/** Whoever runs the command line: what history and trash remember of it. */
export function administrator(cause: Cause): Origin {
  return { actor: userName(), cause, client: 'cyberdock command line' };
}

/** The name of whoever runs the command line, on the machine. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'administrator'; // A container may run as a user that has no name.
  }
}
