import { expect, test } from 'vitest';
import { runCommand } from './run-command';

async function run(script: string) {
  let text = '';
  const ended = await runCommand('.', [process.execPath, '--eval', script], (part) => {
    text += part;
  });
  return { ...ended, text };
}

test('gives what a program prints, to the last byte, and its exit code', async () => {
  const { code, text } = await run("process.stdout.write('é'.repeat(500_000)); process.exitCode = 3");
  expect(text).toBe('é'.repeat(500_000));
  expect(code).toBe(3);
});

test('gives what a program prints as errors', async () => {
  expect(await run("console.error('no')")).toMatchObject({ code: 0, text: 'no\n' });
});

test('a program that a signal ended has failed', async () => {
  expect((await run("process.kill(process.pid, 'SIGKILL')")).code).toBeGreaterThanOrEqual(128);
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

test('a program that is not there has failed, and that is said', async () => {
  let text = '';
  const { code } = await runCommand('.', ['/no/such/program'], (part) => {
    text += part;
  });
  expect(code).toBe(127);
  expect(text).toContain('/no/such/program');
});

test('tells what time of the processors a program took, with what it started', async () => {
  const work = 'const end = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < end);';
  const { cpuSeconds } = await run(`
    ${work}
    require('node:child_process').execFileSync(process.execPath, ['--eval', ${JSON.stringify(work)}]);`);
  expect(cpuSeconds).toBeGreaterThanOrEqual(0.6);
});
