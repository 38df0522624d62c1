import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ensureBuild } from '../../bin/build';
import { projectFolder } from '../harness/cyberdock';
import { freePort } from '../harness/free-port';
import { until } from '../harness/until';

// `npm start` as a user calls it: what it says, what it refuses, and that its end is the server's end.

let root: string;
let port: number;
let child: ChildProcess | undefined;
let output: string;

beforeAll(() => ensureBuild(projectFolder));

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'cyberdock-start-'));
  port = await freePort();
  output = '';
});

afterEach(async () => {
  if (child?.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
  await rm(root, { recursive: true, force: true });
});

function npmStart(env: Record<string, string> = {}): ChildProcess {
  const started = spawn('npm', ['start', '--silent'], {
    cwd: projectFolder,
    env: { ...process.env, CYBERDOCK_STORAGE_ROOT: root, CYBERDOCK_SERVER_PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [started.stdout, started.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  child = started;
  return started;
}

/** Whether something still answers on the port. */
const answers = () =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    async (answer) => (await answer.text()) !== undefined,
    () => false,
  );

test('the first start prints the administrator’s password once; without it nothing can be read or written', async () => {
  npmStart();
  await until('npm start is ready', () => output.includes('docker push'), 120_000);
  const password = /Name +admin\n +Password +(\S{24})\n/.exec(output)?.[1];
  expect(output).toContain(`  docker login localhost:${port}\n`);
  const status = async (path: string, authorization?: string) => {
    const headers = authorization === undefined ? undefined : { authorization };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    await answer.text();
    return answer.status;
  };
  for (const path of ['/v2/', '/v2/_catalog', '/v2/library/alpine/tags/list'])
    expect(await status(path)).toBe(401);
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  expect(await status('/v2/', basic(`admin:${password}`))).toBe(200);
  expect(await status('/v2/', basic('admin:wrong'))).toBe(401);
  if (child?.kill('SIGTERM')) await once(child, 'exit');
  output = '';
  npmStart();
  await until('npm start is ready', () => output.includes('docker push'), 120_000);
  expect(output).not.toContain('Password');
  expect(await status('/v2/', basic(`admin:${password}`))).toBe(200);
});

test('without authentication, npm start serves this machine alone, unless it is told twice', async () => {
  const open = { CYBERDOCK_AUTH_MODE: 'none', CYBERDOCK_SERVER_HOST: '0.0.0.0' };
  const refused = npmStart(open);
  expect((await once(refused, 'exit'))[0]).toBe(1);
  expect(output).toContain('auth.allowNoneOnNetwork');
});

test('npm start serves, says where and what to try, and SIGTERM to npm ends the server with 143', async () => {
  const started = npmStart({ CYBERDOCK_AUTH_MODE: 'none' });
  await until('npm start is ready', () => output.includes('docker push'), 120_000);
  expect(output).toContain(`  Address   http://localhost:${port}\n`);
  expect(output).toContain(`  Data      ${root}\n`);
  expect(output).toContain(
    'no authentication (auth.mode: none): every program on this machine may pull, push and delete',
  );
  expect(output).toContain(
    `  docker tag alpine localhost:${port}/library/alpine\n  docker push localhost:${port}/library/alpine\n`,
  );
  expect(await answers()).toBe(true);
  started.kill('SIGTERM');
  expect(await once(started, 'exit')).toEqual([143, null]);
  expect(await answers()).toBe(false);
});

test('npm start refuses a mistake in the configuration before it does anything else', async () => {
  const [code] = await once(
    npmStart({ CYBERDOCK_SERVER_PROT: '1', CYBERDOCK_STORAGE_FSYNC: 'maybe' }),
    'close',
  );
  expect(code).toBe(1);
  expect(output.trimEnd().replace(/^npm warn .*\n/gm, '')).toBe(
    [
      'The configuration has 2 mistakes:',
      '  CYBERDOCK_STORAGE_FSYNC: storage.fsync: "maybe"',
      '    allowed: true or false',
      '  CYBERDOCK_SERVER_PROT: there is no such variable',
      '    hint: did you mean CYBERDOCK_SERVER_PORT?',
    ].join('\n'),
  );
});

test('npm start says in one sentence that its port is in use', async () => {
  const other = createServer().listen(port, '127.0.0.1');
  await once(other, 'listening');
  const [code] = await once(npmStart(), 'close');
  other.close();
  expect(code).toBe(1);
  expect(output.trimEnd().replace(/^npm warn .*\n/gm, '')).toBe(
    `Port ${port} of 127.0.0.1 is in use by another program: stop that program, or set server.port (CYBERDOCK_SERVER_PORT) to a free port.`,
  );
});
