import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { hashSync } from '@node-rs/bcrypt';
import { expect, test } from 'vitest';
import { compareInThread } from './password-thread';

const stored = hashSync('right horse battery', 4);

test('a right password is told from a wrong one, time after time', async () => {
  for (let count = 0; count < 3; count += 1) {
    expect(await compareInThread('right horse battery', stored)).toBe(true);
    expect(await compareInThread('wrong horse battery', stored)).toBe(false);
  }
});

test('what is no hash is nobody’s password', async () => {
  expect(await compareInThread('plain', 'plain')).toBe(false);
  expect(await compareInThread('right horse battery', stored)).toBe(true);
});

test.runIf(process.platform === 'linux')('the thread gives way to the others of the process', async () => {
  await compareInThread('right horse battery', stored);
  const own = getPriority();
  const others = readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread)));
  expect(others.filter((priority) => priority === own + 10)).toHaveLength(1);
  expect(others.filter((priority) => priority === own).length).toBeGreaterThan(1);
});

test.runIf(process.platform === 'linux')('it does so whatever folder the server was started in', async () => {
  const program = `
    const { readdirSync } = await import('node:fs');
    const { getPriority } = await import('node:os');
    const { compareInThread } = await import(${JSON.stringify(new URL('./password-thread.ts', import.meta.url))});
    await compareInThread('right horse battery', ${JSON.stringify(stored)});
    const priorities = readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread)));
    console.log(priorities.filter((priority) => priority === getPriority() + 10).length);
    process.exit();`;
  const options = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd: tmpdir() });
  expect(stdout.trim()).toBe('1');
});
