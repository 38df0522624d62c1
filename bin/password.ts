import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** The variable that a password may stand in, for scripts. */
const variable = 'CYBERDOCK_DOCTOR_PASSWORD';

/**
 * The password of a user: from the environment; else the first line of standard input, asked for in a terminal, where
 * nothing shows what is typed.
 */
export async function readPassword(user: string): Promise<string> {
  const given = process.env[variable];
  if (given !== undefined) return given;
  const isTerminal = process.stdin.isTTY === true;
  if (isTerminal) process.stderr.write(`Password of ${user}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (isTerminal) process.stderr.write('\n');
  }
}
