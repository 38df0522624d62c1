import { IdentityError } from '../../lib/auth/identity/identity-error';
import { generatePassword, hashPassword, passwordProblem } from '../../lib/auth/identity/password';
import type { Toolbox } from '../../lib/server/toolbox';
import { type CommandContext, withToolbox } from '../context';
import { exitCodes } from '../exit-codes';

/* What the commands about users, robots, groups, tokens and rules share. */

/** Runs a task on the data folder. What can't be done is said in a sentence, and ends with the code for that. */
export async function withIdentities(
  { remark, exit }: CommandContext,
  task: (box: Toolbox) => Promise<void> | void,
): Promise<void> {
  try {
    await withToolbox(async (box) => task(box));
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error;
    remark(error.message);
    exit(exitCodes.refused);
  }
}

/**
 * A new password: the first line of standard input, or one that is generated.
 * @throws IdentityError when it can't be one
 */
export async function newPassword(
  fromInput: boolean | undefined,
): Promise<{ hash: string; generated: string | undefined }> {
  const password = fromInput ? await firstLine() : generatePassword();
  const problem = passwordProblem(password);
  if (problem !== undefined) throw new IdentityError(problem);
  return { hash: await hashPassword(password), generated: fromInput ? undefined : password };
}

async function firstLine(): Promise<string> {
  let text = '';
  for await (const part of process.stdin) {
    text += part;
    if (text.includes('\n') || text.length > 4_096) break;
  }
  return text.split(/\r?\n/, 1)[0] ?? '';
}

/** A time as people read it; nothing for none. */
export function shownTime(atMs: number | undefined): string {
  return atMs === undefined ? '' : new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
