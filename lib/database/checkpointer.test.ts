import { execFile } from 'node:child_process';
import { copyFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import Sqlite from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../tests/harness/until';
import { Checkpointer } from './checkpointer';
import { Database } from './database';

let folder: string;
let file: string;
let database: Database;
let checkpointer: Checkpointer;
const failures: unknown[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-checkpointer-'));
  file = path.join(folder, 'cyberdock.db');
  ({ database } = Database.open(file));
  checkpointer = new Checkpointer(database, file, (error) => failures.push(error));
});

afterEach(async () => {
  await checkpointer.close();
  database.close();
  await rm(folder, { recursive: true, force: true });
  expect(failures).toEqual([]);
});

/** The thread that writes may have to wait for a busy machine. */
const withinMs = 25_000;

/** Writes notes, each of its own, so that the log grows. */
function write(from: number, count: number): void {
  for (let at = from; at < from + count; at++) {
    const row = { key: `note ${at}`, value: 'x'.repeat(200) };
    database.run(database.query.insertInto('note').values(row));
  }
}

/** How many notes are in the file itself, without the log. */
function notesInFile(): number {
  const copy = path.join(folder, 'copy.db');
  copyFileSync(file, copy);
  const sqlite = new Sqlite(copy);
  try {
    const row = sqlite.prepare("SELECT count(*) AS notes FROM note WHERE key LIKE 'note %'").get();
    return (row as { notes: number }).notes;
  } catch {
    return 0; // The file has no tables yet, or is written at this moment.
  } finally {
    sqlite.close();
  }
}

describe('Checkpointer', () => {
  it('moves what was written into the file while the database goes on', async () => {
    write(0, 600);
    await until('the first writes are in the file', () => notesInFile() >= 500, withinMs);
    write(600, 600);
    await until('the later ones too', () => notesInFile() >= 1000, withinMs);
    expect(database.problems()).toEqual([]);
  });

  it('lets the log be used again from its beginning, so that it does not grow with what is written', async () => {
    for (let round = 0; round < 10; round++) {
      write(round * 500, 500);
      await until('all of it is in the file', () => notesInFile() === (round + 1) * 500, withinMs);
    }
    expect(statSync(`${file}-wal`).size).toBeLessThan(16_000_000);
  });

  it('tells when its thread can not do its work, and holds nothing up', async () => {
    const reported: unknown[] = [];
    const other = Database.open(path.join(folder, 'other.db')).database;
    const broken = new Checkpointer(other, path.join(folder, 'gone/other.db'), (error) =>
      reported.push(error),
    );
    const row = (key: string) => other.query.insertInto('note').values({ key, value: '' });
    for (let at = 0; at < 600; at++) other.run(row(`${at}`));
    await until('it is told', () => reported.length > 0);
    for (let at = 600; at < 1_800; at++) other.run(row(`${at}`));
    await broken.close();
    expect(reported).toHaveLength(1);
    expect(other.problems()).toEqual([]);
    other.close();
  });

  it('is waited for by a process that exits in the midst of its work', async () => {
    const module = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
    const program = `
      import { statSync } from 'node:fs';
      import { Checkpointer } from ${module('./checkpointer.ts')};
      import { Database } from ${module('./database.ts')};
      const file = ${JSON.stringify(path.join(folder, 'exit.db'))};
      const { database } = Database.open(file);
      new Checkpointer(database, file, console.error);
      const value = 'x'.repeat(40_000);
      for (let at = 0; at < 500; at++)
        database.run(database.query.insertInto('note').values({ key: String(at), value }));
      while (statSync(file).size < 100_000);
      process.exit(7);`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', program];
    await expect(promisify(execFile)(process.execPath, args)).rejects.toMatchObject({
      code: 7,
      signal: null,
      stderr: '',
    });
  });

  it('ends in the midst of its work without harm to what was written', async () => {
    write(0, 2_000);
    await checkpointer.close();
    write(2_000, 100);
    expect(database.problems()).toEqual([]);
    const { notes } = database.first(
      database.query
        .selectFrom('note')
        .select((e) => e.fn.countAll<number>().as('notes'))
        .where('key', 'like', 'note %'),
    ) ?? { notes: 0 };
    expect(notes).toBe(2_100);
  });
});
