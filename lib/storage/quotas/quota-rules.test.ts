import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Database } from '@/lib/database/database';
import { repositoryOf, temporaryFolder } from '../testing/open-storage';
import { isNamespace, QuotaRules } from './quota-rules';

type Written = ConstructorParameters<typeof QuotaRules>[1];

async function open(written: Written) {
  const file = path.join(await temporaryFolder(), 'cyberdock.db');
  const { database } = Database.open(file);
  return { rules: new QuotaRules(database, written), file };
}

const limits = (rules: QuotaRules, name: string) =>
  rules
    .limitsOf(repositoryOf(name))
    .map(({ namespace, bytes, repositories }) => [namespace, bytes, repositories]);

describe('QuotaRules', () => {
  it('gives a repository the quota of every namespace that it lies in, the outermost first', async () => {
    const { rules } = await open([
      { namespaces: ['team-a'], bytes: 10 },
      { namespaces: ['team-a/sub', 'team-a/app'], repositories: 2 },
    ]);
    expect(limits(rules, 'team-a/sub/deep/app')).toEqual([
      ['team-a', 10, undefined],
      ['team-a/sub', undefined, 2],
    ]);
    // A repository is a namespace of its own.
    expect(limits(rules, 'team-a/app')).toEqual([
      ['team-a', 10, undefined],
      ['team-a/app', undefined, 2],
    ]);
    for (const other of ['team-ab/app', 'other/team-a/app']) expect(limits(rules, other)).toEqual([]);
  });

  it('has a pattern mean each namespace of as many components, and a plain name a name of one component', async () => {
    const { rules } = await open([{ namespaces: ['ci-*', 'users/*', 'library'], bytes: 10 }]);
    expect(limits(rules, 'ci-1/app/part')).toEqual([['ci-1', 10, undefined]]);
    expect(limits(rules, 'users/alice/app')).toEqual([['users/alice', 10, undefined]]);
    expect(limits(rules, 'alpine')).toEqual([['library', 10, undefined]]);
    expect(limits(rules, 'other/app')).toEqual([]);
  });

  it('lets the first quota decide that names a namespace; one without limits exempts it', async () => {
    const { rules } = await open([
      { namespaces: ['team-a', 'free'], bytes: 10 },
      { namespaces: ['team-b'] },
      { namespaces: ['*'], bytes: 5, repositories: 3 },
    ]);
    expect(limits(rules, 'team-a/app')).toEqual([['team-a', 10, undefined]]);
    expect(limits(rules, 'team-b/app')).toEqual([]);
    expect(limits(rules, 'team-c/app')).toEqual([['team-c', 5, 3]]);
  });

  it('asks the quotas of the database first, at once where they are set and within a second elsewhere', async () => {
    const { rules, file } = await open([{ namespaces: ['*'], bytes: 5 }]);
    const other = new QuotaRules(Database.open(file).database, []);
    expect(other.isEmpty).toBe(true);
    rules.set('team-a', { bytes: 50 }, 'alice');
    rules.set('team-b', {}, 'alice');
    expect(limits(rules, 'team-a/app')).toEqual([['team-a', 50, undefined]]);
    expect(limits(rules, 'team-b/app')).toEqual([]);
    await expect
      .poll(() => limits(other, 'team-a/app'), { timeout: 20_000 })
      .toEqual([['team-a', 50, undefined]]);
    expect(rules.remove('team-a')).toBe(true);
    expect(rules.remove('team-a')).toBe(false);
    expect(limits(rules, 'team-a/app')).toEqual([['team-a', 5, undefined]]);
  });

  it('says where the quota is set', async () => {
    const { rules } = await open([{ namespaces: ['team-a'] }, { namespaces: ['*'], bytes: 5 }]);
    expect(rules.limitOf('team-b')?.setting).toBe('access.quotas[1]');
    rules.set('team-b', { bytes: 5 }, 'alice');
    expect(rules.limitOf('team-b')?.setting).toBe('cyberdock quota set team-b');
  });

  it.each([
    ['team-a', true],
    ['team-a/sub', true],
    ['', false],
    ['Team', false],
    ['team-a/', false],
    ['team/manifests', false],
    ['*', false],
  ])('knows whether %j may be a namespace', (text, expected) => {
    expect(isNamespace(text)).toBe(expected);
  });
});
