import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Database } from './database';
import { migrations } from './migrations';

async function newFile(): Promise<string> {
  const folder = await fs.mkdtemp(path.join(tmpdir(), 'cyberdock-database-'));
  onTestFinished(() => fs.rm(folder, { recursive: true, force: true }));
  return path.join(folder, 'cyberdock.db');
}

function open(file: string) {
  const opened = Database.open(file);
  onTestFinished(() => opened.database.close());
  return opened;
}

const put = (database: Database, name: string) =>
  database.run(
    database.query
      .replaceInto('tag')
      .values({ repository: 'a/b', name, digest: 'd', pushed_at_ms: 0, scan: 0 }),
  );
const tags = (database: Database) =>
  database.all(database.query.selectFrom('tag').select('name').orderBy('name')).map(({ name }) => name);

describe('Database', () => {
  it('is made at the present version, and keeps its rows when it is opened again', async () => {
    const file = await newFile();
    const { database, damaged } = Database.open(file);
    expect(damaged).toBeUndefined();
    put(database, 'latest');
    database.close();
    const again = open(file);
    expect(again.damaged).toBeUndefined();
    expect(tags(again.database)).toEqual(['latest']);
    const raw = new Sqlite(file);
    expect(raw.pragma('user_version')).toEqual([{ user_version: migrations.length }]);
    raw.close();
  });

  it('runs on an empty file, as a crash may leave it', async () => {
    const file = await newFile();
    await fs.writeFile(file, '');
    expect(tags(open(file).database)).toEqual([]);
  });

  it('refuses a file of a later version, says so, and leaves it alone', async () => {
    const file = await newFile();
    const { database } = Database.open(file);
    put(database, 'latest');
    database.close();
    const later = new Sqlite(file);
    later.pragma(`user_version = ${migrations.length + 1}`);
    expect(() => Database.open(file)).toThrow(/run the newer CyberDock/);
    expect(later.pragma('user_version')).toEqual([{ user_version: migrations.length + 1 }]);
    expect(later.prepare('SELECT name FROM tag').all()).toEqual([{ name: 'latest' }]);
    later.close();
    expect((await fs.readdir(path.dirname(file))).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('brings a database of the first version up to date: its index is read again from the files', async () => {
    const file = await newFile();
    const first = new Sqlite(file);
    first.exec(migrations[0] ?? '');
    first.exec(
      "INSERT INTO tag VALUES ('a/b', 'latest', 'd', 0); INSERT INTO folder VALUES ('a/b', 'a', 1, 1, 1)",
    );
    first.pragma('user_version = 1');
    first.close();
    const { database, damaged } = open(file);
    expect(damaged).toBeUndefined();
    expect(tags(database)).toEqual([]);
    expect(database.all(database.query.selectFrom('folder').select('path'))).toEqual([]);
    const created = database.first(database.query.selectFrom('note').select('value'));
    expect(Math.abs(Number(created?.value) - Date.now())).toBeLessThan(60_000);
  });

  it('sets a file aside that is no database, with what was written ahead of it, and begins anew', async () => {
    const file = await newFile();
    await fs.writeFile(file, 'this is not a database, whatever its name says'.repeat(100));
    await fs.writeFile(`${file}-wal`, 'written ahead');
    const { database, damaged } = open(file);
    expect(tags(database)).toEqual([]);
    put(database, 'latest');
    expect(damaged).toMatch(/cyberdock\.db\.damaged-\d+$/);
    expect(await fs.readFile(damaged as string, 'utf8')).toMatch(/^this is not a database/);
  });

  it('sets a file aside whose first page is damaged', async () => {
    const file = await newFile();
    const { database } = Database.open(file);
    put(database, 'latest');
    database.close();
    const raw = new Sqlite(file);
    raw.pragma('wal_checkpoint(TRUNCATE)'); // Else what was written ahead would stand in for the damaged page.
    raw.close();
    const handle = await fs.open(file, 'r+');
    await handle.write(Buffer.alloc(4096, 0xff), 0, 4096, 100).finally(() => handle.close());
    const again = open(file);
    expect(again.damaged).toBeDefined();
    expect(tags(again.database)).toEqual([]);
  });

  it('lets all the queries of a transaction take effect, or none', async () => {
    const { database } = open(await newFile());
    const failing = () =>
      database.transaction(() => {
        put(database, 'one');
        throw new Error('half way');
      });
    expect(failing).toThrow('half way');
    expect(tags(database)).toEqual([]);
    expect(
      database.transaction(() => {
        put(database, 'one');
        return 'done';
      }),
    ).toBe('done');
    expect(tags(database)).toEqual(['one']);
  });

  it('joins a transaction inside another: what fails around it undoes it too', async () => {
    const { database } = open(await newFile());
    const failing = () =>
      database.transaction(() => {
        database.transaction(() => put(database, 'inner'));
        throw new Error('outer');
      });
    expect(failing).toThrow('outer');
    expect(tags(database)).toEqual([]);
    database.transaction(() => {
      put(database, 'outer');
      database.transaction(() => put(database, 'inner'));
    });
    expect(tags(database)).toEqual(['inner', 'outer']);
  });

  it('gives the first row, or undefined', async () => {
    const { database } = open(await newFile());
    const query = database.query.selectFrom('tag').select('name').orderBy('name', 'desc');
    expect(database.first(query)).toBeUndefined();
    put(database, 'a');
    put(database, 'b');
    expect(database.first(query)).toEqual({ name: 'b' });
  });

  it('answers the same question each time by what it is asked for, first for all rows and then for one', async () => {
    const { database } = open(await newFile());
    for (const name of ['latest', 'other']) put(database, name);
    const named = (name: string) => database.query.selectFrom('tag').select('name').where('name', '=', name);
    for (const name of ['none', 'latest', 'other', 'none']) {
      const found = name === 'none' ? undefined : { name };
      expect(database.all(named(name === 'latest' ? 'other' : 'latest'))).toHaveLength(1);
      expect(database.first(named(name))).toEqual(found);
    }
  });

  it('shows to one user of the file what another one wrote', async () => {
    const file = await newFile();
    const [one, other] = [open(file).database, open(file).database];
    put(one, 'one');
    put(other, 'other');
    expect(tags(one)).toEqual(['one', 'other']);
    expect(tags(other)).toEqual(['one', 'other']);
  });

  it('compares text byte by byte, so that lists are in ASCII order', async () => {
    const { database } = open(await newFile());
    for (const name of ['b', 'B', 'a/x', 'a-b', 'a.b', '_', '0']) put(database, name);
    expect(tags(database)).toEqual(['0', 'B', '_', 'a-b', 'a.b', 'a/x', 'b']);
  });

  it('works on with more different queries than it keeps ready', async () => {
    const { database } = open(await newFile());
    put(database, 'latest');
    for (let count = 1; count < 450; count++) {
      const names = Array.from({ length: count }, (_, at) => (at === 0 ? 'latest' : `n${at}`));
      const query = database.query.selectFrom('tag').select('name').where('name', 'in', names);
      expect(database.all(query)).toHaveLength(1);
    }
  });

  it('can be opened by several processes at once, when it is new', async () => {
    const file = await newFile();
    const script = `
      import { Database } from ${JSON.stringify(new URL('./database.ts', import.meta.url).href)};
      process.stdout.write('ready');
      process.stdin.once('data', () => {
        const { database, damaged } = Database.open(${JSON.stringify(file)});
        const row = { repository: 'a/b', name: 't' + process.pid, digest: 'd', pushed_at_ms: 0, scan: 0 };
        database.run(database.query.replaceInto('tag').values(row));
        database.close();
        process.exit(damaged === undefined ? 0 : 3);
      });`;
    const children = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    const exits = children.map((child) => once(child, 'exit'));
    for (const child of children) child.stdin.write('go');
    expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0, 0]);
    expect(tags(open(file).database)).toEqual(children.map(({ pid }) => `t${pid}`).sort());
  });
});
