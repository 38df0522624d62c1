import { describe, expect, it } from 'vitest';
import { dayOf } from '@/lib/storage/figures/days';
import type { Seen } from '@/lib/storage/figures/seen';
import {
  emptyIndex,
  openStorage,
  pushImage,
  pushManifest,
  repositoryOf,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import type { Content } from './content';
import { type RepositoryQuery, repositoryPage, repositoryQuery } from './contracts';
import { listRepositories, repositoriesPerPage } from './list-repositories';
import { writeCursor } from './page-cursor';
import { readRepositoryQuery } from './repository-addresses';
import { viewHref } from './tree/tree-addresses';

const open = async () => (await openStorage(await temporaryFolder())).storage;
type Opened = Awaited<ReturnType<typeof open>>;

/** All of a registry's content; it counts what it is asked. */
function contentOf(storage: Opened, seen?: Seen): Content & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    listRepositories: async (page) => {
      asked.push('names');
      return await storage.listRepositories(page);
    },
    sortedRepositories: async (query) => {
      asked.push('names');
      return await storage.figures.page(query, seen);
    },
    namespaceLevel: (level) => storage.figures.level(level, seen),
    figuresOf: async (names) => {
      asked.push('figures');
      return await storage.figures.of(names);
    },
    daysOf: (names, firstDay) => storage.figures.days.of(names, firstDay),
    pullsSinceMs: () => storage.pulls.knownSinceMs(),
  };
}

const query = (fields: Partial<RepositoryQuery> = {}) => repositoryQuery.parse(fields);

/** 60 repositories, each with one tag of its own size. */
async function openMany() {
  const storage = await open();
  const names = Array.from({ length: 60 }, (_, at) => repositoryOf(`a/r${String(at).padStart(2, '0')}`));
  for (const [at, name] of names.entries())
    await pushManifest(storage, name, emptyIndex('x'.repeat(60 - at)), 'latest');
  return { storage, names };
}

describe('listRepositories', () => {
  it('reads every repository once over its pages, in either order, at a cost that the page alone decides', async () => {
    const { storage, names } = await openMany();
    const content = contentOf(storage);
    for (const sort of ['name', '-name', 'size', '-size'] as const) {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        content.asked.length = 0;
        const page = await listRepositories(content, query({ sort, cursor }));
        expect(content.asked).toEqual(['names', 'figures']);
        expect(repositoryPage.parse(page)).toEqual(page);
        found.push(...page.repositories.map(({ name }) => name));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      const isForward = sort === 'name' || sort === '-size';
      expect(found).toEqual(isForward ? names : [...names].reverse());
    }
  });

  it('has no next page when a page is exactly full', async () => {
    const { storage } = await openMany();
    const cursor = writeCursor({ value: 'a/r09', name: 'a/r09' });
    const page = await listRepositories(contentOf(storage), query({ cursor }));
    expect(page.repositories).toHaveLength(repositoriesPerPage);
    expect(page.next).toBeNull();
  });

  it('tells of a repository what its newest tag is, and its figures', async () => {
    const storage = await open();
    const app = repositoryOf('team/app');
    const { digest } = await pushImage(storage, app, 'one', '1.0');
    storage.pulls.count(app, { kind: 'digest', digest }, digest);
    const page = await listRepositories(contentOf(storage), query());
    expect(page.repositories).toEqual([
      {
        name: 'team/app',
        kind: 'image',
        newest: { name: '1.0', digest },
        tags: 1,
        bytes: expect.any(Number),
        pushedAtMs: expect.any(Number),
        pushedBy: 'someone',
        pulls: 1,
        recentPulls: null,
        growth: [{ daysAgo: 0, bytes: expect.any(Number) }],
        pulledAtMs: expect.any(Number),
        countedAtMs: expect.any(Number),
        isExact: true,
        isStarred: null,
        uniqueBytes: null,
      },
    ]);
    expect(page.isCounting).toBe(false);
    expect(page.pullsSinceMs).toEqual(expect.any(Number));
  });

  it('tells how a repository grew in 30 days, and how often it was pulled in them', async () => {
    const storage = await open();
    const app = repositoryOf('team/app');
    const { digest } = await pushImage(storage, app, 'one', '1.0');
    storage.pulls.count(app, { kind: 'digest', digest }, digest);
    const bytes = (await storage.figures.of([app])).get(app)?.bytes ?? 0;
    const today = dayOf(Date.now());
    await storage.figures.days.record(today - 40);
    await pushImage(storage, app, 'two', '2.0');
    storage.pulls.count(app, { kind: 'digest', digest }, digest);
    const more = (await storage.figures.of([app])).get(app)?.bytes ?? 0;
    await storage.figures.days.record(today - 4);
    await storage.figures.days.record(today);
    const page = await listRepositories(contentOf(storage), query());
    expect(page.repositories[0]).toMatchObject({
      pulls: 2,
      recentPulls: 1,
      growth: [
        { daysAgo: 30, bytes },
        { daysAgo: 4, bytes: more },
        { daysAgo: 0, bytes: more },
      ],
    });
  });

  it('finds by a part of the name, by name and tag as in a pull command, and by digest', async () => {
    const storage = await open();
    const { digest } = await pushImage(storage, repositoryOf('team/app'), 'one', '1.25');
    await pushImage(storage, repositoryOf('team/web'), 'two', '1.25');
    const found = async (q: string) =>
      (await listRepositories(contentOf(storage), query({ q }))).repositories.map(({ name }) => name);
    expect(await found('team')).toEqual(['team/app', 'team/web']);
    expect(await found('web')).toEqual(['team/web']);
    expect(await found('app:1.2')).toEqual(['team/app']);
    expect(await found('app:')).toEqual(['team/app']);
    expect(await found('localhost:5000/team/app:1.25')).toEqual(['team/app']);
    expect(await found(':1.25')).toEqual(['team/app', 'team/web']);
    expect(await found(digest.slice(0, 'sha256:'.length + 8))).toEqual(['team/app']);
    expect(await found(`team/web@${digest}`)).toEqual([]);
    // Too few characters of a digest are those of too many.
    expect(await found(digest.slice(0, 'sha256:'.length + 7))).toEqual([]);
  });

  it('leaves out a repository that goes away meanwhile, and still leads to the next page', async () => {
    const { storage } = await openMany();
    const content = contentOf(storage);
    content.figuresOf = async (names) => await storage.figures.of(names.slice(1));
    const page = await listRepositories(content, query());
    expect(page.repositories).toHaveLength(repositoriesPerPage - 1);
    expect(page.next).toBe(writeCursor({ value: 'a/r49', name: 'a/r49' }));
  });

  it('refuses a cursor that is none', async () => {
    const content = contentOf(await open());
    await expect(listRepositories(content, query({ cursor: 'a/r49' }))).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('the address of a list', () => {
  it('has what is not as it is anyway, and is read back as it was written', () => {
    const flat = { isTree: false, open: [] };
    expect(viewHref(flat, query())).toBe('/');
    const asked = query({ q: 'a:b', sort: '-pushed', cursor: 'x' });
    const href = viewHref(flat, asked);
    expect(href).toBe('/?q=a%3Ab&sort=-pushed&cursor=x');
    expect(readRepositoryQuery(Object.fromEntries(new URLSearchParams(href.slice(2))))).toEqual(asked);
  });

  it('with what no list can have is that of the first page', () => {
    for (const wrong of [{ q: 'x'.repeat(501) }, { cursor: '' }, { sort: 'luck' }, { q: ['a', 'b'] }])
      expect(readRepositoryQuery(wrong)).toEqual(query());
  });
});
