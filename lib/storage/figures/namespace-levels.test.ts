import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { type NamespaceChild, namespaceLevel } from './namespace-levels';
import type { Seen } from './seen';

interface Row {
  tags: number | null;
  bytes: number | null;
  pushedAtMs: number | null;
}

let database: Database;

beforeEach(() => {
  database = Database.open(':memory:').database;
});
afterEach(() => database.close());

/** Lists these repositories, as if their figures had been counted to be so. */
function fill(repositories: ReadonlyMap<string, Row>): void {
  const { query } = database;
  database.transaction(() => {
    database.run(query.deleteFrom('folder'));
    for (const [path, { tags, bytes, pushedAtMs }] of repositories) {
      database.run(query.insertInto('folder').values({ path, parent: '', listed: 1 } as never));
      const counted = tags === null ? null : 1;
      const figures = { tags, bytes, pushed_at_ms: pushedAtMs, counted };
      database.run(query.updateTable('repository_figure').set(figures).where('repository', '=', path));
    }
  });
}

/** The same, told by looking at each name. */
function naiveLevel(repositories: ReadonlyMap<string, Row>, namespace: string): NamespaceChild[] {
  const prefix = namespace === '' ? '' : `${namespace}/`;
  const names = [...repositories.keys()].filter((name) => name.startsWith(prefix) && name !== namespace);
  const components = new Set(names.map((name) => name.slice(prefix.length).split('/')[0] ?? ''));
  return [...components].sort().map((component) => {
    const path = prefix + component;
    const below = names.filter((name) => name.startsWith(`${path}/`)).map((name) => repositories.get(name));
    const times = below.flatMap((row) => (row?.pushedAtMs == null ? [] : [row.pushedAtMs]));
    return {
      path,
      isRepository: repositories.has(path),
      below:
        below.length === 0
          ? undefined
          : {
              repositories: below.length,
              tags: below.reduce((sum, row) => sum + (row?.tags ?? 0), 0),
              bytes: below.reduce((sum, row) => sum + (row?.bytes ?? 0), 0),
              pushedAtMs: times.length === 0 ? null : Math.max(...times),
              uncounted: below.filter((row) => row?.tags === null).length,
              isExact: below.every((row) => row?.tags !== null),
            },
    };
  });
}

const figures = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ tags: null, bytes: null, pushedAtMs: null }) },
  {
    weight: 4,
    arbitrary: fc.record({
      tags: fc.nat(50),
      bytes: fc.nat(10 ** 12),
      pushedAtMs: fc.option(fc.nat(10 ** 12)),
    }),
  },
);
/** Names that lie in one another, or begin as others do with characters before and after the slash. */
const component = fc.constantFrom('a', 'a-b', 'a.b', 'a_b', 'a0', 'b', 'z');
const name = fc.array(component, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('/'));
const registry = fc
  .array(fc.tuple(name, figures), { maxLength: 40 })
  .map((rows) => new Map<string, Row>(rows));

describe('a level of the tree', () => {
  it('is what a look at every name tells, of what somebody sees, in any registry', async () => {
    await fc.assert(
      fc.asyncProperty(
        registry,
        fc.constantFrom('', 'a', 'a-b', 'b', 'a/a', 'a/a-b', 'none'),
        fc.option(fc.record({ prefixes: fc.constantFrom([''], ['a/'], ['a-b/', 'b/']), odd: fc.boolean() })),
        async (repositories, namespace, limits) => {
          fill(repositories);
          const sees = (path: string) =>
            limits === null ||
            (limits.prefixes.some((prefix) => path.startsWith(prefix)) &&
              (!limits.odd || path.length % 2 === 1));
          const seen: Seen | undefined = limits === null ? undefined : { prefixes: limits.prefixes, sees };
          const visible = new Map([...repositories].filter(([path]) => sees(path)));
          expect(await namespaceLevel(database, namespace, seen)).toEqual(naiveLevel(visible, namespace));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes a namespace for nothing but text', async () => {
    fill(new Map([['a/b', { tags: 1, bytes: 1, pushedAtMs: 1 }]]));
    for (const text of ['%', 'a%', '_', "a' OR 1=1 --", 'a/', '/', '~', '\0', '\u202e'])
      expect(await namespaceLevel(database, text), text).toEqual([]);
  });

  it('of 12,000 repositories is read in steps between which others have their turn, also where each is asked for', async () => {
    const row = { tags: 2, bytes: 10, pushedAtMs: 5 };
    const names = Array.from({ length: 12_000 }, (_, at) => `team/app-${String(at).padStart(5, '0')}`);
    fill(new Map(names.map((one) => [one, row])));
    for (const seen of [
      undefined,
      { prefixes: ['team/'], sees: (one: RepositoryName) => one < 'team/app-06' },
    ]) {
      let turns = 0;
      let isReading = true;
      const others = (async () => {
        for (; isReading; turns++) await new Promise(setImmediate);
      })();
      const [team] = await namespaceLevel(database, '', seen);
      const children = await namespaceLevel(database, 'team', seen);
      isReading = false;
      await others;
      const count = seen ? 6_000 : 12_000;
      expect(team?.below).toEqual({
        repositories: count,
        tags: 2 * count,
        bytes: 10 * count,
        pushedAtMs: 5,
        uncounted: 0,
        isExact: true,
      });
      expect(children.map(({ path }) => path)).toEqual(names.slice(0, count));
      expect(turns).toBeGreaterThanOrEqual(seen ? 20 : 5);
    }
  });
});
