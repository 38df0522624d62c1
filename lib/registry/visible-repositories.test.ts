import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Visibility } from '@/lib/auth/access/visibility';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { listVisible } from './visible-repositories';

const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** A storage that lists these, and counts how often it is asked and how much it tells. */
function storageOf(names: readonly string[]) {
  const sorted = [...new Set(names)].sort(byCode) as RepositoryName[];
  const asked = { pages: 0, names: 0 };
  return {
    asked,
    listRepositories: async ({ last = '', limit }: { last?: string; limit: number }) => {
      const after = sorted.filter((name) => name > last);
      asked.pages += 1;
      asked.names += Math.min(after.length, limit);
      return { names: after.slice(0, limit), more: after.length > limit };
    },
  };
}

const name = fc
  .array(fc.constantFrom('a', 'b', 'a-b', 'a.b', 'a0', 'ab', 'team', 'team2', '0'), {
    minLength: 2,
    maxLength: 3,
  })
  .map((parts) => parts.join('/'))
  .filter(isRepositoryName);
const prefix = fc.constantFrom(
  'a',
  'a/',
  'a-b/',
  'a/b',
  'ab/',
  'b',
  'team',
  'team/',
  'team/a',
  '0/',
  'zz/',
  '',
);

describe('listVisible', () => {
  test('gives what a filter of all names would give, in pages of whatever size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(name, { maxLength: 40 }),
        fc.array(prefix, { maxLength: 4 }),
        fc.func(fc.boolean()),
        fc.integer({ min: 1, max: 7 }),
        fc.oneof(name, fc.constantFrom('', 'a', 'a/', 'a!', 'team', 'zzz', '~', 'A')),
        async (names, prefixes, hides, limit, from) => {
          const seen: Visibility = {
            prefixes,
            sees: (one) => prefixes.some((begin) => one.startsWith(begin)) && !hides(one),
          };
          const expected = [...new Set(names)]
            .sort(byCode)
            .filter((one) => one > from && seen.sees(one as RepositoryName));
          const got: string[] = [];
          const storage = storageOf(names);
          for (let last = from, more = true; more; ) {
            const page = await listVisible(storage, seen, { last, limit });
            expect(page.names.length).toBeLessThanOrEqual(limit);
            // A link to a page on which there is nothing would tell that there is something.
            if (page.more) expect(page.names).toHaveLength(limit);
            got.push(...page.names);
            more = page.more;
            last = page.names.at(-1) ?? last;
          }
          expect(got).toEqual(expected);
        },
      ),
    );
  });

  const many = Array.from({ length: 20_000 }, (_, index) => `hidden/app-${String(index).padStart(6, '0')}`);

  test('reads only where names begin as they must', async () => {
    const storage = storageOf([...many, 'a/one', 'team/one', 'team/two', 'zoo/one']);
    const seen: Visibility = { prefixes: ['team/'], sees: (one) => one.startsWith('team/') };
    const page = await listVisible(storage, seen, { last: '', limit: 10 });
    expect(page).toEqual({ names: ['team/one', 'team/two'], more: false });
    expect(storage.asked).toEqual({ pages: 1, names: 3 });
  });

  test('finds a few among many that are not seen without a question for each', async () => {
    const storage = storageOf([...many, 'a/app', 'z/app']);
    const seen: Visibility = { prefixes: [''], sees: (one) => one.endsWith('/app') };
    const page = await listVisible(storage, seen, { last: '', limit: 1 });
    expect(page).toEqual({ names: ['a/app'], more: true });
    expect(storage.asked.pages).toBeLessThan(50);
  });

  test('reads no more than the page when all are seen', async () => {
    const storage = storageOf(many);
    const page = await listVisible(storage, { prefixes: [''], sees: () => true }, { last: '', limit: 100 });
    expect(page.names).toHaveLength(100);
    expect(storage.asked).toEqual({ pages: 1, names: 101 });
  });

  test('asks nothing for whom nothing is visible', async () => {
    const storage = storageOf(many);
    const page = await listVisible(storage, { prefixes: [], sees: () => false }, { last: '', limit: 5 });
    expect(page).toEqual({ names: [], more: false });
    expect(storage.asked.pages).toBe(0);
  });
});
