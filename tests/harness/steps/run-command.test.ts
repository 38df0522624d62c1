import { expect, test } from 'vitest';
import { runCommand } from './run-command';

async function run(script: string): Promise<{ code: number; text: string }> {
  let text = '';
  const code = await runCommand('.', [process.execPath, '--eval', script], (part) => {
    text += part;
  });
  return { code, text };
}

test('gives what a program prints, to the last byte, and its exit code', async () => {
  const { code, text } = await run("process.stdout.write('é'.repeat(500_000)); process.exitCode = 3");
  expect(text).toBe('é'.repeat(500_000));
  expect(code).toBe(3);
});

test('gives what a program prints as errors', async () => {
  expect(await run("console.error('no')")).toEqual({ code: 0, text: 'no\n' });
});

test('a program that a signal ended has failed', async () => {
  expect((await run("process.kill(process.pid, 'SIGKILL')")).code).toBe(128);
});

test('does not wait for a process that outlives the program and holds its output open', async () => {
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'inherit' });
    console.log(child.pid);
    child.unref();`;
  const { code, text } = await run(script);
  expect(code).toBe(0);
  expect(() => process.kill(Number(text))).not.toThrow();
});

test('throws when there is no such program', async () => {
  await expect(runCommand('.', ['/no/such/program'], () => undefined)).rejects.toThrow('ENOENT');
});
