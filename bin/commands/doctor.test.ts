import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { exitCodes } from '../exit-codes';

const program = path.resolve(import.meta.dirname, '../cyberdock');

/** Runs the command as a person would. @param typed what comes on standard input */
function run(args: string[], typed: string, env: Record<string, string> = {}) {
  return new Promise<{ code: number; out: string; error: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [program, 'doctor', ...args],
      { env: { ...process.env, ...env } },
      (_, out, error) => resolve({ code: child.exitCode ?? -1, out, error }),
    );
    child.stdin?.end(typed);
  });
}

/** Something that lets nobody in, and notes what it was told. */
async function closedDoor() {
  const told: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    told.push(headers.authorization);
    response.writeHead(401, {
      'Content-Type': 'application/json',
      'Docker-Distribution-API-Version': 'registry/2.0',
      'WWW-Authenticate': 'Basic realm="registry"',
    });
    response.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told };
}

test.each([
  ['standard input', 's3cret word\nmore\n', {}],
  ['the environment', '', { CYBERDOCK_DOCTOR_PASSWORD: 's3cret word' }],
])('takes the password from %s, and prints it never', async (_, typed, env) => {
  const { url, told } = await closedDoor();
  const { code, out, error } = await run([url, '--user', 'alice'], typed, env);
  expect(code).toBe(exitCodes.findings);
  expect(out).toMatch(/^fault: sign-in: signing in fails\n {2}GET \/v2\/ is answered with 401, UNAUTHORIZED/);
  expect(error).toMatch(/skipped: a push and a pull .*\n(.*\n)*1 fault\.\n$/);
  expect(told).toContain(`Basic ${Buffer.from('alice:s3cret word').toString('base64')}`);
  expect(`${out}${error}`).not.toContain('s3cret');
});

test.each([
  ['an address with a path', ['https://registry.example.com/v2/']],
  ['an address without a scheme', ['registry.example.com']],
  ['a file that is not there', ['http://127.0.0.1:1', '--ca', '/nowhere/ca.pem']],
  ['a size that is none', ['http://127.0.0.1:1', '--max-body', 'large']],
  ['a repository that is none', ['http://127.0.0.1:1', '--repository', 'No Name']],
])('refuses %s as a mistake of usage', async (_, args) => {
  expect((await run(args, '')).code).toBe(exitCodes.usage);
});
