import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/bcrypt';
import { compareInThread } from './password-thread';
import { PasswordTurns, type Waiter } from './password-turns';

/** What passwords are hashed with here, as a power of two: about a quarter of a second of one processor. */
export const ownRounds = 12;
const charactersMin = 10;
/** bcrypt takes no more, and would leave the rest unread. */
const bytesMax = 72;

/** bcrypt fills a processor: one at a time leaves the others to transfers. */
const turns = new PasswordTurns();
/** More of the known, or more strangers, are not waited for: whoever sends so many is guessing. */
const waitingMax = 64;

/** `$2b$12$…`: what may be stored of a password. */
export type PasswordHash = string;

/** What is wrong with a password that somebody chose, as a sentence; `undefined` when it is fine. */
export function passwordProblem(password: string): string | undefined {
  if ([...password].length < charactersMin)
    return `the password is too short: use at least ${charactersMin} characters`;
  if (Buffer.byteLength(password) > bytesMax)
    return `the password is too long: use at most ${bytesMax} bytes`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they can't be typed where clients ask for it.
  if (/[\u0000-\u001f\u007f]/.test(password)) return 'the password has control characters: use others';
  return undefined;
}

/** A password that nobody chose: 24 characters, 120 bits. */
export function generatePassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789'; // 32 that can't be taken for one another.
  return [...randomBytes(24)].map((byte) => letters[byte % 32]).join('');
}

/** Hashes a password for storing. It takes a quarter of a second, in a thread of the pool. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  return await turns.run('known', () => hash(password, ownRounds));
}

/**
 * Whether a password is the one that was hashed. It takes a quarter of a second, in a thread of its own, one after the
 * other. A wrong one takes at least as long as `rounds` says, however few rounds its hash has: who signs in with an old
 * hash must not be known by how fast they are refused.
 * @param rounds as a power of two
 * @param waiter strangers wait for the known
 * @returns `undefined` when too many wait already
 */
export async function verifyPassword(
  password: string,
  stored: PasswordHash,
  rounds = ownRounds,
  waiter: Waiter = 'known',
): Promise<boolean | undefined> {
  if (turns.waiting(waiter) >= waitingMax) return undefined;
  return await turns.run(waiter, async () => {
    const isRight = await compareInThread(password, stored).catch(() => false);
    // 2^c and 2^c + 2^(c+1) + … + 2^(n-1) are 2^n together.
    for (let more = roundsOf(stored); !isRight && more < rounds; more += 1)
      await compareInThread(password, nobodysHash.replace('$12$', `$${String(more).padStart(2, '0')}$`));
    return isRight;
  });
}

/** A hash of nobody's password: who does not exist is looked for as long as who does. */
export const nobodysHash: PasswordHash = '$2b$12$nzeR9sNG578fyJRn3kuWJeeP5CoB9yk8RYH8m6CEWEj9DdhHbdFKa';

/** 2^16 rounds take four seconds, in which nobody else can sign in. */
const bcryptHash = /^\$2[aby]\$(0[4-9]|1[0-6])\$[./A-Za-z0-9]{53}$/;

/** Whether a text is a bcrypt hash of at most 2^16 rounds, of `htpasswd -B` (`$2y$`) too. */
export function isPasswordHash(text: string): boolean {
  return bcryptHash.test(text);
}

/** How many rounds a hash has, as a power of two. */
export function roundsOf(hash: PasswordHash): number {
  return Number(bcryptHash.exec(hash)?.[1] ?? ownRounds);
}
