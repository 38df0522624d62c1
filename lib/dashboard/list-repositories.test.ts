import { describe, expect, it } from 'vitest';
import { parseRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import type { Content } from './content';
import { repositoryPage, repositoryQuery } from './contracts';
import { listRepositories, repositoriesPerPage, tagsCountedMax } from './list-repositories';

/** Content from a map of repositories and how many tags each has; it counts what it is asked. */
function contentOf(repositories: Record<string, number>): Content & { asked: string[] } {
  const names = Object.keys(repositories).map((name) => parseRepositoryName(name));
  const asked: string[] = [];
  return {
    asked,
    listRepositories: async ({ last = '', limit, matching = '' }) => {
      asked.push('repositories');
      const found = names.filter((name) => name > last && name.includes(matching)).sort();
      return { names: found.slice(0, limit), more: found.length > limit };
    },
    listTags: async (repository, { limit }) => {
      asked.push('tags');
      const count = repositories[repository] ?? 0;
      if (count < 0) return undefined;
      const tags = Array.from({ length: count }, (_, index) => ({ name: `v${index}`, digest: 'sha256:0' }));
      return { tags: tags.slice(0, limit), more: count > limit };
    },
  };
}

const many = Object.fromEntries(
  Array.from({ length: 120 }, (_, index) => [`a/r${String(index).padStart(3, '0')}`, 1]),
);

describe('listRepositories', () => {
  it('reads every repository once over its pages, at a cost that depends on the page alone', async () => {
    const content = contentOf(many);
    const names: string[] = [];
    let last: string | undefined;
    do {
      content.asked.length = 0;
      const page = await listRepositories(content, { q: '', last });
      expect(content.asked).toHaveLength(1 + page.repositories.length);
      expect(repositoryPage.parse(page)).toEqual(page);
      names.push(...page.repositories.map(({ name }) => name));
      last = page.next ?? undefined;
    } while (last !== undefined);
    expect(names).toEqual(Object.keys(many));
  });

  it('has no next page when a page is exactly full', async () => {
    const full = Object.fromEntries(Object.entries(many).slice(0, repositoriesPerPage));
    expect((await listRepositories(contentOf(full), { q: '' })).next).toBeNull();
  });

  it('passes a search on and pages within it', async () => {
    const page = await listRepositories(contentOf(many), { q: 'r11', last: 'a/r114' });
    expect(page.repositories.map(({ name }) => name)).toEqual([
      'a/r115',
      'a/r116',
      'a/r117',
      'a/r118',
      'a/r119',
    ]);
  });

  it.each([
    [0, { value: 0, exact: true }],
    [tagsCountedMax, { value: tagsCountedMax, exact: true }],
    [tagsCountedMax + 1, { value: tagsCountedMax, exact: false }],
  ])('says of %i tags how many there are, and whether that is all', async (count, expected) => {
    const page = await listRepositories(contentOf({ 'a/b': count }), { q: '' });
    expect(page.repositories[0]?.tagCount).toEqual(expected);
  });

  it('leaves out a repository that goes away meanwhile, and still leads to the next page', async () => {
    const page = await listRepositories(contentOf({ ...many, 'a/r049': -1 }), { q: '' });
    expect(page.repositories).toHaveLength(repositoriesPerPage - 1);
    expect(page.next).toBe('a/r049');
  });

  it('fails when the content cannot be read, rather than show less than there is', async () => {
    const content = contentOf(many);
    content.listTags = async (repository: RepositoryName) => {
      throw new Error(`cannot read ${repository}`);
    };
    await expect(listRepositories(content, { q: '' })).rejects.toThrow('cannot read');
  });
});

describe('repositoryQuery', () => {
  it('takes no search for an empty one, and refuses what no name can be', () => {
    expect(repositoryQuery.parse({})).toEqual({ q: '' });
    expect(repositoryQuery.safeParse({ q: 'x'.repeat(256) }).success).toBe(false);
    expect(repositoryQuery.safeParse({ last: '' }).success).toBe(false);
    expect(repositoryQuery.safeParse({ q: ['a', 'b'] }).success).toBe(false);
  });
});
