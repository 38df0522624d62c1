import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../lib/config';
import { openToolbox } from '../../lib/server/toolbox';
import { pushImage, repositoryOf } from '../../lib/storage/testing/open-storage';
import { main } from '../cli';

let root: string;
let printed = '';
let remarked = '';
const one = repositoryOf('team/one');

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'cyberdock-trash-cli-'));
  vi.stubEnv('CYBERDOCK_STORAGE_ROOT', root);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    remarked += text;
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  await rm(root, { recursive: true, force: true });
});

/** Runs a command and gives its exit code and what it wrote. */
async function run(...args: string[]) {
  [printed, remarked] = ['', ''];
  const code = await main(args, '.');
  return { code, out: printed, err: remarked };
}

/** Pushes images as a server would. */
async function push(...images: { text: string; tags: string[] }[]) {
  const { storage, close } = await openToolbox(loadConfig());
  const digests: string[] = [];
  for (const { text, tags } of images) digests.push((await pushImage(storage, one, text, ...tags)).digest);
  await close();
  return digests;
}
const list = async () => JSON.parse((await run('trash', 'list', '--json')).out);

describe('cyberdock trash', () => {
  it('deletes a tag, a manifest, a repository; lists them, and restores each', async () => {
    const [digest] = await push({ text: 'image', tags: ['latest', 'v1'] });
    expect((await run('trash', 'add', 'team/one:latest')).code).toBe(0);
    expect((await run('trash', 'add', `team/one@${digest}`)).code).toBe(0);
    const { entries, usage } = await list();
    expect(entries.map(({ kind }: { kind: string }) => kind)).toEqual(['manifest', 'tag']);
    expect(usage).toMatchObject({ entries: 2 });
    const human = await run('trash', 'list', '--repository', 'team/one');
    expect(human.out).toMatch(/team\/one:latest .* 0 B /);
    expect(human.out).toContain('2 entries in all');
    for (const { id } of entries) expect(await run('trash', 'restore', id)).toMatchObject({ code: 0 });
    expect((await run('trash', 'add', 'team/one')).code).toBe(5);
    expect((await run('trash', 'add', 'team/one', '--yes')).code).toBe(0);
    const [{ id }] = (await list()).entries;
    const restored = JSON.parse((await run('trash', 'restore', id, '--json')).out);
    expect(restored).toMatchObject({ complete: true, blobs: 2, manifests: [digest] });
    expect(restored.tags.map(({ name }: { name: string }) => name)).toEqual(['latest', 'v1']);
    expect((await list()).entries).toEqual([]);
  });

  it('says which tags it left, and moves them with --overwrite', async () => {
    const [digest] = await push({ text: 'old', tags: ['latest'] });
    await run('trash', 'add', `team/one@${digest}`);
    await push({ text: 'new', tags: ['latest'] });
    const [{ id }] = (await list()).entries;
    const left = await run('trash', 'restore', id);
    expect(left.code).toBe(3);
    expect(left.out).toContain('latest was left');
    expect(await run('trash', 'restore', id, '--overwrite')).toMatchObject({ code: 0 });
    const gone = await run('trash', 'restore', id);
    expect(gone.code).toBe(1);
    expect(gone.err).toMatch(/^the trash has no entry/);
  });

  it('lets an entry go, and all of them only when told twice', async () => {
    const [a, b] = await push({ text: 'a', tags: [] }, { text: 'b', tags: [] });
    for (const digest of [a, b]) await run('trash', 'add', `team/one@${digest}`);
    expect((await run('trash', 'purge')).code).toBe(2);
    expect((await run('trash', 'purge', '--expired')).out).toContain('0 entries had expired');
    const [{ id }] = (await list()).entries;
    expect((await run('trash', 'purge', id)).code).toBe(0);
    const refused = await run('trash', 'purge', '--all');
    expect(refused.code).toBe(5);
    expect(refused.err).toContain('add --yes');
    expect((await run('trash', 'purge', '--all', '--yes')).out).toContain('1 entry went');
    expect((await list()).entries).toEqual([]);
  });

  it('refuses what it can not find or read', async () => {
    expect((await run('trash', 'add', 'team/none:v1')).code).toBe(1);
    expect((await run('trash', 'add', 'Team/One', '--yes')).code).not.toBe(0);
    expect((await run('trash', 'purge', 'nonsense')).code).toBe(1);
  });
});

describe('cyberdock history', () => {
  it('lists the moves of a tag, and rolls it back by digest and by time', async () => {
    const [first, second] = await push(
      { text: 'first', tags: ['latest'] },
      { text: 'second', tags: ['latest'] },
    );
    const events = JSON.parse((await run('history', 'team/one:latest', '--json')).out);
    expect(events.map(({ from, to }: { from?: string; to: string }) => [from, to])).toEqual([
      [first, second],
      [undefined, first],
    ]);
    expect((await run('history', 'rollback', 'team/one:latest', '--to', first ?? '')).out).toContain(
      `points to ${first}`,
    );
    const at = new Date(events[0].atMs).toISOString();
    expect((await run('history', 'rollback', 'team/one:latest', '--at', at)).out).toContain(
      `points to ${second}`,
    );
    const shown = await run('history', 'team/one', '--limit', '2');
    expect(shown.out.match(/rollback/g)).toHaveLength(2);
    expect(shown.out).toContain('Pull a tag as it was: team/one:latest.at.');
  });

  it('says why it can not roll back', async () => {
    const [digest] = await push({ text: 'first', tags: ['latest', 'other'] });
    await run('trash', 'add', `team/one@${digest}`);
    await push({ text: 'second', tags: ['latest'] });
    const rollback = (...args: string[]) => run('history', 'rollback', ...args);
    expect((await rollback('team/one:latest', '--to', digest ?? '')).err).toContain(
      'cyberdock trash restore',
    );
    expect((await rollback('team/one:latest')).code).toBe(2);
    expect((await rollback('team/one:latest', '--at', '2026-02-30')).err).toContain('is not a time');
    expect((await rollback('team/one:latest', '--at', '2020-01-01')).err).toContain('known since');
    expect((await rollback('team/one:latest', '--at', '2999-01-01')).err).toContain('future');
  });
});
