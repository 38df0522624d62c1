import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashSync } from '@node-rs/bcrypt';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { basicHeader, type GuardedRegistry, startGuardedRegistry } from './fixture/guarded-registry';

/** The rounds of bcrypt that were computed: the real thing, counted. */
const bcrypt = vi.hoisted(() => ({ rounds: 0 }));
vi.mock('../../lib/auth/identity/password-thread', async (importOriginal) => {
  const real = await importOriginal<typeof import('../../lib/auth/identity/password-thread')>();
  return {
    compareInThread: (password: string, stored: string) => {
      bcrypt.rounds += 2 ** Number(stored.split('$')[2]);
      return real.compareInThread(password, stored);
    },
  };
});

const password = 'right horse battery';
let folder: string;
let guarded: GuardedRegistry;
let file: string;

/** A thousand users as `htpasswd -B` makes them, with few rounds, so that the test need not take minutes. */
const hash = hashSync(password, 5).replace('$2b$', '$2y$');
const lines = (hashed: string) => Array.from({ length: 1_000 }, (_, index) => `user${index}:${hashed}`);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-users-'));
  file = path.join(folder, 'htpasswd');
  writeFileSync(file, `${lines(hash).join('\n')}\n`);
  guarded = await startGuardedRegistry(
    [{ subjects: ['signed-in'], repositories: ['{user}/**'], actions: ['pull', 'push'] }],
    { CYBERDOCK_AUTH_HTPASSWD: file },
  );
  const { accounts } = guarded.server.auth;
  accounts.create({ name: 'stored', kind: 'user', passwordHash: hashSync(password, 4) }, 'test');
  accounts.create({ name: 'disabled', kind: 'user', passwordHash: hashSync(password, 4) }, 'test');
  accounts.setDisabled('disabled', true);
  guarded.account('robot+ci');
});
afterAll(async () => {
  await guarded.close();
  await rm(folder, { recursive: true, force: true });
});

let senders = 0;
/** Signs in from an address of its own: wrong passwords from one are slowed down. */
async function signIn(name: string, secret: string, target = '/v2/') {
  senders += 1;
  const headers = {
    authorization: basicHeader(name, secret),
    'X-Forwarded-For': `10.${senders >> 8}.${senders & 255}.1`,
  };
  return await guarded.http.request({ path: target, headers });
}

describe('of a thousand users of an htpasswd file', () => {
  test('each signs in with the own password, and may do what is the own', async () => {
    for (const name of ['user0', 'user500', 'user999']) {
      expect((await signIn(name, password)).status).toBe(200);
      expect((await signIn(name, password, `/v2/${name}/app/tags/list`)).status).toBe(404);
      expect((await signIn(name, password, '/v2/user1/app/tags/list')).status).toBe(403);
      expect((await signIn(name, `${password}!`)).status).toBe(401);
    }
  });

  test('one that is taken out can’t sign in any more, with all the others still there', async () => {
    expect((await signIn('user7', password)).status).toBe(200);
    writeFileSync(
      file,
      `${lines(hash)
        .filter((line) => !line.startsWith('user7:'))
        .join('\n')}\n`,
    );
    await vi.waitFor(async () => expect((await signIn('user7', password)).status).toBe(401), 30_000);
    expect((await signIn('user8', password)).status).toBe(200);
  });
});

/** How many rounds of bcrypt a sign-in costs. */
async function roundsOf(name: string, secret: string): Promise<number> {
  bcrypt.rounds = 0;
  const answer = await signIn(name, secret);
  expect(answer.status, name).toBe(401);
  return bcrypt.rounds;
}

const names: [what: string, name: string][] = [
  ['a user of the database', 'stored'],
  ['a disabled user', 'disabled'],
  ['a user of the htpasswd file', 'user1'],
  ['a robot, which has no password', 'robot+ci'],
  ['the first administrator', 'admin'],
  ['nobody', 'nobody'],
  ['the name of who has not signed in', 'anonymous'],
  ['no name', ''],
  ['a name in capitals', 'STORED'],
  ['a name of 300 characters', 'n'.repeat(300)],
  ['a name that looks like a query', "' OR 1=1 --"],
];

describe('a wrong password takes as many rounds of bcrypt for whatever name', () => {
  test.each(names)('%s', async (_, name) => {
    expect(await roundsOf(name, 'wrong horse battery')).toBe(2 ** 12);
  });

  test('also when somebody of the htpasswd file has a hash of more rounds', async () => {
    writeFileSync(file, `slow:${hashSync(password, 13)}\nquick:${hash}\n`);
    await vi.waitFor(async () => expect((await signIn('quick', password)).status).toBe(200), 30_000);
    for (const name of ['slow', 'quick', 'nobody'])
      expect(await roundsOf(name, 'wrong horse batteries'), name).toBe(2 ** 13);
  });

  test('and one that is too long to be anybody’s costs none, for whatever name', async () => {
    for (const [, name] of names) expect(await roundsOf(name, 'x'.repeat(2_000))).toBe(0);
  });

  test('and a wrong access token costs none, for whatever name', async () => {
    for (const [, name] of names) {
      expect(await roundsOf(name, `cdt_${'0'.repeat(18)}_${'A'.repeat(43)}`)).toBe(0);
      expect(await roundsOf(name, 'cdt_short')).toBe(0);
    }
  });
});

test('a name that is too long to be anybody’s is neither looked for nor remembered', () => {
  const { directory, accounts } = guarded.server.auth;
  const get = vi.spyOn(accounts, 'get');
  expect(directory.find('n'.repeat(257))).toBeUndefined();
  expect(get).not.toHaveBeenCalled();
  expect(directory.find('n'.repeat(256))).toBeUndefined();
  expect(get).toHaveBeenCalledTimes(1);
});
