import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exitCodes } from './exit-codes';

const program = path.resolve(import.meta.dirname, 'cyberdock');

/** Runs the program as a person would, in a folder of its own. */
function run(args: string[], files: Record<string, string> = {}) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'cyberdock-cli-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
  const env = { ...process.env };
  return new Promise<{ code: number; out: string; error: string }>((resolve) => {
    const child = execFile(process.execPath, [program, ...args], { cwd, env }, (_, out, error) =>
      resolve({ code: child.exitCode ?? -1, out, error }),
    );
  });
}

describe('cyberdock', () => {
  test('lists its commands, and ends with 0 after --help', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(exitCodes.done);
    expect(out).toContain('config');
  });

  test.each([
    ['a command that does not exist', ['nonsense']],
    ['an option that does not exist', ['config', 'show', '--nonsense']],
    ['a command without its part', ['config']],
  ])('refuses %s as a mistake of usage', async (_, args) => {
    const { code, error } = await run(args);
    expect(code).toBe(exitCodes.usage);
    expect(error).not.toBe('');
  });

  test('shows the settings in force, as YAML for people and as JSON for programs', async () => {
    const files = { 'cyberdock.yaml': 'storage:\n  maxBlobSize: 1GiB\n' };
    const yaml = await run(['config', 'show'], files);
    expect(yaml.out).toContain('maxBlobBytes: 1073741824');
    const json = await run(['config', 'show', '--json'], files);
    expect(JSON.parse(json.out).storage.maxBlobBytes).toBe(1024 ** 3);
  });

  test('names a mistake in the settings with its line, without a stack', async () => {
    const { code, error } = await run(['config', 'check'], { 'cyberdock.yaml': 'server:\n  port: many\n' });
    expect(code).toBe(exitCodes.failed);
    expect(error).toContain('cyberdock.yaml:2');
    expect(error).not.toContain('    at ');
  });
});
