import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { SearchIndex } from '@/lib/storage/listing/search-index';
import { readSearch } from './read-search';
import { type SearchReach, searchRegistry, shownMax } from './search-registry';

const digestOf = (number: number) => `sha256:${number.toString(16).padStart(64, '0')}`;

let folder: string;
let database: Database;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-search-'));
  ({ database } = Database.open(path.join(folder, 'search.db')));
});
afterAll(async () => {
  database.close();
  await rm(folder, { recursive: true, force: true });
});

/** Puts repositories with tags into the index, instead of what was there. */
function fill(repositories: Record<string, Record<string, number>>): void {
  const { query } = database;
  database.transaction(() => {
    for (const table of ['folder', 'tag', 'manifest', 'manifest_label'] as const)
      database.run(query.deleteFrom(table));
    for (const [path, tags] of Object.entries(repositories)) {
      database.run(query.insertInto('folder').values({ path, parent: '', listed: 1 } as never));
      for (const [name, number] of Object.entries(tags)) {
        const digest = digestOf(number);
        database.run(query.replaceInto('manifest').values({ repository: path, digest, scan: 0 }));
        const row = { repository: path, name, digest, pushed_at_ms: 0, scan: 0 };
        database.run(query.insertInto('tag').values(row));
      }
    }
  });
}

function reach(mine?: (name: string) => boolean): SearchReach {
  return {
    index: new SearchIndex(database),
    readLabels: async () => undefined,
    sees: mine ?? (() => true),
    nextBegin: (last) => last,
    isAll: mine === undefined,
  };
}

const nothing = {
  repositories: { found: [], more: false },
  tags: { found: [], more: false },
  manifests: { found: [], more: false },
};

describe('what a text looks for', () => {
  it.each([
    ['nginx', { names: { words: ['nginx'] }, tags: { words: [], prefix: 'nginx' } }],
    ['  NGINX 1.2 ', { names: { words: ['nginx', '1.2'] }, tags: { words: ['nginx'], prefix: '1.2' } }],
    ['nginx:1.', { names: { words: ['nginx'] }, tags: { words: ['nginx'], prefix: '1.' } }],
    ['nginx:', { names: { words: ['nginx'] }, tags: { words: ['nginx'], prefix: '' } }],
    ['sha256:ABCDEF01', { manifests: { words: [], prefix: 'sha256:abcdef01' } }],
    ['sha256:abcdef0', { names: { words: ['sha256'] }, tags: { words: ['sha256'], prefix: 'abcdef0' } }],
    [
      'abcdef01',
      {
        names: { words: ['abcdef01'] },
        tags: { words: [], prefix: 'abcdef01' },
        manifests: { words: [], prefix: 'sha256:abcdef01' },
      },
    ],
    [
      'a/b:v1@sha512:abcdef01',
      {
        names: { words: ['a/b'] },
        tags: { words: ['a/b'], prefix: 'v1' },
        manifests: { words: ['a/b'], prefix: 'sha512:abcdef01' },
      },
    ],
    ['label:a.b', { labelled: { words: [], label: { kind: 'label', key: 'a.b' } } }],
    [
      ' Team app annotation:a=B c* ',
      {
        labelled: {
          words: ['team', 'app'],
          label: { kind: 'annotation', key: 'a', value: 'B c', isPrefix: true },
        },
      },
    ],
    ['', {}],
    [':', {}],
    ['%', {}],
    ['a*', {}],
    ['\u202e\0', {}],
  ])('%j', (text, wanted) => {
    expect(JSON.parse(JSON.stringify(readSearch(text)))).toEqual(wanted);
  });
});

describe('a search', () => {
  it('has names that are it first, then those of which a part begins so, then the others', async () => {
    fill({
      'a/xnginx': {},
      'library/nginx': {},
      'mirror/nginx': {},
      'nginx/exporter': {},
      'team/nginx-proxy': {},
      'team/other': {},
    });
    const { repositories } = await searchRegistry(reach(), 'nginx');
    expect(repositories).toEqual({
      found: ['library/nginx', 'mirror/nginx', 'nginx/exporter', 'team/nginx-proxy', 'a/xnginx'],
      more: false,
    });
    expect((await searchRegistry(reach(), 'Nginx team')).repositories.found).toEqual(['team/nginx-proxy']);
  });

  it('has tags that begin so in all repositories, those that are it first', async () => {
    fill({ 'a/one': { 'v1.1': 1, 'v1.2': 1, w: 1 }, 'a/two': { v1: 2 }, 'b/three': { V1: 3 } });
    const { tags } = await searchRegistry(reach(), 'v1');
    expect(tags.found.map(({ repository, name }) => `${repository}:${name}`)).toEqual([
      'a/two:v1',
      'a/one:v1.1',
      'a/one:v1.2',
    ]);
    const only = (await searchRegistry(reach(), 'one:v1.2')).tags;
    expect(only).toEqual({
      found: [{ repository: 'a/one', name: 'v1.2', digest: digestOf(1) }],
      more: false,
    });
    expect((await searchRegistry(reach(), 'one:')).tags.found).toHaveLength(3);
  });

  it('has the tag that it is although enough others that begin so come before it', async () => {
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`a/app-${at}`, { 'v1.1': 1 }]));
    fill({ ...many, 'z/last': { v1: 2, 'v1.1': 2 } });
    const { tags } = await searchRegistry(reach(), 'v1');
    expect(tags.found[0]).toEqual({ repository: 'z/last', name: 'v1', digest: digestOf(2) });
    expect(tags.found).toHaveLength(shownMax);
    expect(tags.more).toBe(true);
  });

  it('leaves out a tag whose manifest is not there', async () => {
    fill({ 'a/one': { v1: 1, v2: 2 } });
    database.run(database.query.deleteFrom('manifest').where('digest', '=', digestOf(1)));
    expect((await searchRegistry(reach(), 'v')).tags.found.map(({ name }) => name)).toEqual(['v2']);
  });

  it('finds every repository that has a manifest, by eight or more digits of its digest', async () => {
    fill({ 'a/one': { v1: 1 }, 'a/two': { v1: 1, v2: 2 }, 'b/three': { v1: 2 } });
    const found = [
      { repository: 'a/one', digest: digestOf(1) },
      { repository: 'a/two', digest: digestOf(1) },
    ];
    expect((await searchRegistry(reach(), digestOf(1))).manifests).toEqual({ found, more: false });
    expect((await searchRegistry(reach(), digestOf(1).slice(7))).manifests.found).toEqual(found);
    expect((await searchRegistry(reach(), digestOf(1).slice(0, 15))).manifests.found).toHaveLength(3);
    expect((await searchRegistry(reach(), digestOf(1).slice(0, 14))).manifests.found).toEqual([]);
    expect((await searchRegistry(reach(), `two@${digestOf(1)}`)).manifests.found).toEqual(found.slice(1));
  });

  it('finds the tags whose images have a label, and their repositories, of what they may pull', async () => {
    fill({ 'a/one': { v1: 1, v2: 1, other: 2 }, 'a/two': { v1: 3 }, 'b/three': { v1: 1 } });
    for (const [repository, number, value] of [
      ['a/one', 1, 'acme'],
      ['a/two', 3, 'acme corp'],
      ['b/three', 1, 'acme'],
    ] as const) {
      const label = { repository, digest: digestOf(number), kind: 'label' as const, key: 'vendor', value };
      database.run(database.query.insertInto('manifest_label').values(label));
    }
    const found = async (text: string, mine?: (name: string) => boolean) => {
      const { repositories, tags, manifests } = await searchRegistry(reach(mine), text);
      expect(manifests.found).toEqual([]);
      return [repositories.found, tags.found.map(({ repository, name }) => `${repository}:${name}`)];
    };
    expect(await found('label:vendor=acme')).toEqual([
      ['a/one', 'b/three'],
      ['a/one:v1', 'a/one:v2', 'b/three:v1'],
    ]);
    expect((await found('label:vendor=acme*'))[0]).toEqual(['a/one', 'a/two', 'b/three']);
    expect((await found('thr label:vendor'))[0]).toEqual(['b/three']);
    expect((await found('label:vendor', (name) => name.startsWith('b/')))[0]).toEqual(['b/three']);
    for (const text of [
      'annotation:vendor',
      'label:vend',
      'label:vendor=ACME',
      'label:vendor=%',
      'é label:vendor',
    ])
      expect(await found(text), text).toEqual([[], []]);
  });

  it('gives eight of a kind, and says when there are more', async () => {
    const tags = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`v${at}`, 1]));
    const repositories = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`a/app-${at}`, { v0: 1 }]));
    fill(repositories(shownMax));
    const exact = await searchRegistry(reach(), 'app');
    expect(exact.repositories.found).toHaveLength(shownMax);
    expect(exact.repositories.more).toBe(false);
    fill(repositories(shownMax + 1));
    for (const text of ['app', 'v0', digestOf(1)]) {
      const { repositories, tags, manifests } = await searchRegistry(reach(), text);
      const [full] = [repositories, tags, manifests].filter(({ found }) => found.length > 0);
      expect(full?.found).toHaveLength(shownMax);
      expect(full?.more).toBe(true);
    }
    fill({ 'a/one': tags(shownMax) });
    expect((await searchRegistry(reach(), 'v')).tags.more).toBe(false);
    fill({ 'a/one': tags(shownMax + 1) });
    expect((await searchRegistry(reach(), 'v')).tags).toMatchObject({ more: true });
  });

  it('answers the same whatever there is that they may not pull', async () => {
    const mine = { 'team/app': { v1: 1 }, 'team/web': { v1: 2 } };
    const hidden = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, at) => [`hidden/app-${at}`, { v1: 1, v2: 2 }]),
    );
    const sees = (name: string) => name.startsWith('team/');
    for (const text of ['app', 'hidden', 'v1', 'v2', 'app:v', digestOf(1), '00000000', 'team/app:v1']) {
      fill(mine);
      const alone = await searchRegistry(reach(sees), text);
      fill({ ...hidden, ...mine });
      expect(await searchRegistry(reach(sees), text), text).toEqual(alone);
    }
  });

  it('takes what is written for nothing but text', async () => {
    fill({ 'a/one_two': { v_1: 1 }, 'a/onextwo': { vx1: 1 } });
    expect((await searchRegistry(reach(), 'one_t')).repositories.found).toEqual(['a/one_two']);
    expect((await searchRegistry(reach(), 'v_')).tags.found.map(({ name }) => name)).toEqual(['v_1']);
    for (const text of ['%', '_%', '*', "' OR 1=1 --", '\0', '\u202e', '"', '~', 'é', 'a/%:v%'])
      expect(await searchRegistry(reach(), text), text).toEqual(nothing);
    expect((await searchRegistry(reach(), 'one '.repeat(10_000))).repositories.found).toHaveLength(2);
  });

  it('looks at few rows at a time, lets others have their turn, and ends when nobody waits', async () => {
    const names = Array.from({ length: 3_000 }, (_, at) => `a/app-${String(at).padStart(4, '0')}`);
    fill(Object.fromEntries(names.map((name) => [name, {}])));
    let turns = 0;
    let isSearching = true;
    const others = (async () => {
      for (; isSearching; turns++) await new Promise(setImmediate);
    })();
    const found = await searchRegistry(reach(), 'app-2999');
    isSearching = false;
    await others;
    expect(found.repositories.found).toEqual(['a/app-2999']);
    expect(turns).toBeGreaterThanOrEqual(7);
    let steps = 0;
    await searchRegistry(reach(), 'app', () => ++steps <= 2);
    expect(steps).toBe(3);
  });

  it('goes from one part to the next in which they see any, and reads nothing between', async () => {
    fill({ 'a/app': {}, 'm/app': {}, 'z/app': {} });
    const asked: string[] = [];
    const sees = (name: RepositoryName) => asked.push(name) > 0 && name.startsWith('z/');
    const only = { ...reach(sees as never), nextBegin: (last: string) => (last < 'y~' ? 'y~' : last) };
    expect((await searchRegistry(only, 'app')).repositories.found).toEqual(['z/app']);
    expect(asked).toEqual(['z/app']);
  });
});
