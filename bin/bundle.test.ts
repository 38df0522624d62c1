import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { bundledProgram } from './bundle.mjs';

let folder: string;

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(tmpdir(), 'cyberdock-bundle-'));
  onTestFinished(() => fs.rm(folder, { recursive: true, force: true }));
  for (const name of ['bin', 'node_modules']) await fs.mkdir(path.join(folder, name));
  await write('package-lock.json', '{}');
  await write('tsconfig.json', '{}');
  await write('bin/cli.ts', "import { word } from './word';\nexport const main = (): string => word;\n");
  await write('bin/word.ts', "export const word: string = 'first';\n");
});

/** Writes a source that is not of this very moment, as sources are. */
async function write(name: string, text: string): Promise<void> {
  const file = path.join(folder, name);
  await fs.writeFile(file, text);
  const earlier = Date.now() / 1000 - 5;
  await fs.utimes(file, earlier, earlier);
}

async function run(file: string | undefined): Promise<string> {
  const { main } = await import(pathToFileURL(file ?? '').href);
  return main();
}

describe('the bundled program', () => {
  it('is made once, and serves as long as nothing changed', async () => {
    const first = await bundledProgram(folder);
    expect(await run(first)).toBe('first');
    const { ino } = await fs.stat(first ?? '');
    expect(await bundledProgram(folder)).toBe(first);
    expect((await fs.stat(first ?? '')).ino).toBe(ino);
  });

  it('serves where nothing may be written and every time is another one, as in an image', async () => {
    const first = await bundledProgram(folder);
    for (const name of ['bin/cli.ts', 'bin/word.ts', 'package-lock.json', 'tsconfig.json'])
      await fs.utimes(path.join(folder, name), 1_000_000, 1_000_000);
    const kept = path.join(folder, 'node_modules/.cache/cyberdock');
    const before = await fs.stat(path.join(kept, 'cli.json'));
    expect(await bundledProgram(folder)).toBe(first);
    expect((await fs.stat(path.join(kept, 'cli.json'))).ino).toBe(before.ino);
  });

  it.each([
    ['a source', 'bin/word.ts', "export const word: string = 'other';\n"],
    ['a source that had an equal size', 'bin/word.ts', "export const word: string = 'fifth';\n"],
  ])('is made anew when %s changed', async (_, name, text) => {
    await bundledProgram(folder);
    await fs.writeFile(path.join(folder, name), text);
    expect(await run(await bundledProgram(folder))).toBe(/'(.*)'/.exec(text)?.[1]);
  });

  it('is made anew when the packages changed', async () => {
    await bundledProgram(folder);
    const record = path.join(folder, 'node_modules/.cache/cyberdock/cli.json');
    const before = await fs.readFile(record, 'utf8');
    await write('package-lock.json', '{ "changed": true }');
    await bundledProgram(folder);
    expect(await fs.readFile(record, 'utf8')).not.toBe(before);
  });

  it('is not trusted when a source changed while it was made', async () => {
    await fs.utimes(path.join(folder, 'bin/word.ts'), Date.now() / 1000 + 60, Date.now() / 1000 + 60);
    await bundledProgram(folder);
    await write('bin/word.ts', "export const word: string = 'later';\n");
    expect(await run(await bundledProgram(folder))).toBe('later');
  });

  it('is whole for each of several programs that make it at once', async () => {
    const files = await Promise.all(Array.from({ length: 8 }, () => bundledProgram(folder)));
    for (const file of files) expect(await run(file)).toBe('first');
    const left = await fs.readdir(path.join(folder, 'node_modules/.cache/cyberdock'));
    expect(left.filter((name) => name.endsWith('.half'))).toEqual([]);
  });

  it('of one program leaves that of another, however old', async () => {
    await write('bin/other.ts', "export const main = (): string => 'another';\n");
    const other = (await bundledProgram(folder, 'bin/other.ts')) ?? '';
    await fs.utimes(other, 1_000_000, 1_000_000);
    const old = await bundledProgram(folder);
    await fs.utimes(old ?? '', 1_000_000, 1_000_000);
    await write('bin/word.ts', "export const word: string = 'new';\n");
    expect(await run(await bundledProgram(folder))).toBe('new');
    expect(await bundledProgram(folder, 'bin/other.ts')).toBe(other);
    expect(await run(other)).toBe('another');
    await expect(fs.stat(old ?? '')).rejects.toThrow('ENOENT');
  });

  it('is done without where a source is wrong', async () => {
    await write('bin/word.ts', 'export const word = ;');
    expect(await bundledProgram(folder)).toBeUndefined();
  });

  it('is done without where it can not be kept', async () => {
    await write('node_modules/.cache', 'no folder');
    expect(await bundledProgram(folder)).toBeUndefined();
  });
});
