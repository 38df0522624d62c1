import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../lib/storage/testing/open-storage';
import { createProgram } from '../program';

afterEach(() => void vi.unstubAllEnvs());

/** The command line, in this process, on a data folder of its own. */
async function open(settings: Record<string, string> = {}) {
  vi.stubEnv('CYBERDOCK_STORAGE_ROOT', path.join(await temporaryFolder(), 'data'));
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  return async (args: string) => {
    const result = { code: 0, out: '', err: '' };
    const program = createProgram({
      projectFolder: '.',
      signal: new AbortController().signal,
      print: (line) => {
        result.out += `${line}\n`;
      },
      remark: (line) => {
        result.err += `${line}\n`;
      },
      exit: (code) => {
        result.code = code;
      },
    });
    await program.parseAsync(args.split(' '), { from: 'user' });
    return result;
  };
}

describe('cyberdock user, group, robot, token and access', () => {
  test('a user is made, gets a role and a group, is explained, disabled and removed; all of it is audited', async () => {
    const run = await open();
    expect((await run('user add alice')).out).toMatch(
      /^alice was made. The password, shown once: [a-z2-9]{24}\n$/,
    );
    await run('user add bob --role auditor');
    expect(await run('user add bob')).toMatchObject({
      code: 5,
      err: expect.stringContaining('choose another name'),
    });
    await run('group add developers alice');
    expect((await run('user list')).out).toMatch(/alice +user +developers +database/);
    expect(await run('access explain alice push team/app')).toMatchObject({
      code: 3,
      out: 'no: no rule allows it\n',
    });
    const rule = await run('access allow --to group:developers --do pull push --in team/**');
    expect(rule).toMatchObject({ code: 0, out: 'rule 1\n' });
    expect(await run('access explain alice push team/app')).toMatchObject({
      code: 0,
      out: 'yes: rule 1 allows it\n',
    });
    await run('access deny --to everyone --do push --in team/app');
    expect(await run('access explain alice push team/app')).toMatchObject({
      code: 3,
      out: 'no: rule 2 forbids it\n',
    });
    expect((await run('access explain bob pull any/thing')).out).toBe('yes: auditors may read everything\n');
    expect((await run('access explain bob push any/thing')).out).toBe('no: auditors change nothing\n');
    expect((await run('access remove 2')).code).toBe(0);
    expect((await run('access remove 2')).code).toBe(5);
    expect((await run('user disable alice')).code).toBe(0);
    expect((await run('access explain alice pull team/app')).code).toBe(5);
    expect((await run('user remove alice')).code).toBe(0);
    expect((await run('user remove alice')).code).toBe(5);
    const audited = (await run('audit --json --limit 50')).out;
    for (const action of [
      'account.create',
      'account.disable',
      'account.remove',
      'group.join',
      'rule.add',
      'rule.remove',
    ])
      expect(audited).toContain(action);
  });

  test('a robot gets its rights and its token at once; a token is listed, rotated and revoked by its id', async () => {
    const run = await open();
    const { out, err } = await run('robot add ci --actions pull,push --repositories team/** build/**');
    expect(out).toMatch(/^cdt_[0-9a-f]{18}_[A-Za-z0-9_-]{43}\n$/);
    expect(err).toContain('Sign in as robot+ci');
    expect((await run('access explain robot+ci push build/x')).out).toBe('yes: rule 1 allows it\n');
    expect((await run('access explain robot+ci delete build/x')).code).toBe(3);
    const made = await run(
      'token create robot+ci --expires 90d --actions pull --repositories team/app --label nightly',
    );
    const id = made.out.split('_')[1] ?? '';
    expect((await run('token list robot+ci')).out).toContain('nightly');
    expect((await run('token list --json')).out).not.toContain(made.out.trim().slice(-43));
    const rotated = await run(`token rotate ${id}`);
    expect(rotated.out).toMatch(/^cdt_[0-9a-f]{18}_[A-Za-z0-9_-]{43}\n$/);
    const next = rotated.out.split('_')[1] ?? '';
    expect(next).not.toBe(id);
    expect((await run(`token rotate ${id}`)).code).toBe(5);
    expect((await run(`token revoke ${id}`)).code).toBe(5);
    expect((await run('token list robot+ci')).out).toContain('nightly');
    expect((await run(`token revoke ${next}`)).code).toBe(0);
    expect((await run(`token revoke ${next}`)).code).toBe(5);
    expect((await run('token create nobody')).code).toBe(5);
    expect((await run('token create robot+ci --expires soon')).code).toBe(5);
    expect((await run('robot remove ci')).code).toBe(0);
    expect(JSON.parse((await run('token list --json')).out)).toEqual([]);
  });

  test('a robot that can’t be made whole is not made at all', async () => {
    const run = await open();
    expect((await run('robot add ci --actions fly --repositories team/**')).code).toBe(5);
    expect(JSON.parse((await run('robot list --json')).out)).toEqual([]);
    expect(JSON.parse((await run('access rules --json')).out)).toEqual([]);
  });

  test('a password is read from a pipe, also one that stays open, and refused when it is too short', async () => {
    const env = { ...process.env, CYBERDOCK_STORAGE_ROOT: path.join(await temporaryFolder(), 'data') };
    const program = path.resolve(import.meta.dirname, '../cyberdock');
    const exitCode = async (input: string) => {
      const child = spawn(program, ['user', 'add', 'dave', '--password-stdin'], {
        env,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child.stdin.write(input);
      return await new Promise((resolve) => child.once('exit', resolve));
    };
    expect(await exitCode('short\n')).toBe(5);
    expect(await exitCode('a long enough one\n')).toBe(0);
  }, 120_000);

  test('the rules of the configuration are listed and explained with their place', async () => {
    const rules = '[{"subjects":["signed-in"],"repositories":["{user}/**"],"actions":["push"],"note":"own"}]';
    const run = await open({ CYBERDOCK_ACCESS_RULES: rules, CYBERDOCK_ACCESS_ANONYMOUS_PULL: 'library/*' });
    await run('user add alice');
    expect((await run('access explain alice push alice/app')).out).toBe('yes: access.rules[0] allows it\n');
    expect((await run('access explain alice push bob/app')).code).toBe(3);
    expect((await run('access explain anonymous pull alpine')).out).toBe(
      'yes: access.anonymousPull allows it\n',
    );
    expect((await run('access rules')).out).toContain('access.anonymousPull');
  });
});
