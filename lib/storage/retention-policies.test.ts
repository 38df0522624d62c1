import { expect, test, vi } from 'vitest';
import type { RetentionPolicy } from '@/lib/config';
import { parseTag } from '@/lib/oci/reference';
import { RetentionPolicies } from './retention-policies';
import {
  emptyIndex,
  faultOf,
  openStorage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from './testing/open-storage';

const written: RetentionPolicy[] = [{ repositories: ['team/*'], keepLast: 5 }];
const drafted: RetentionPolicy = {
  name: 'builds',
  repositories: ['team/**'],
  tags: ['pr-*'],
  keepPushedWithinMs: 5_400_000,
  untaggedAfterMs: 0,
  protected: ['v*'],
};
const open = async (root?: string) => {
  const { storage, close } = await openStorage(root ?? (await temporaryFolder()), {}, { policies: written });
  return { storage, close, policies: storage.retentionPolicies, database: storage.parts.database };
};

test('those of the configuration come first, then those of the database, as they were made', async () => {
  const root = await temporaryFolder();
  const { policies, close } = await open(root);
  expect(policies.inForce).toEqual(written);
  const [first, second] = [
    policies.add(drafted, true, 'alice'),
    policies.add({ repositories: ['b'] }, true, 'bob'),
  ];
  expect(policies.inForce.map(({ id }) => id)).toEqual([undefined, `policy ${first}`, `policy ${second}`]);
  await close();
  const again = (await open(root)).policies;
  expect(again.stored[0]).toMatchObject({ number: first, isEnabled: true, changedBy: 'alice' });
  expect(again.stored[0]?.policy).toEqual({ ...drafted, id: `policy ${first}` });
});

test('one that is switched off or removed decides and protects no more, and no number is used again', async () => {
  const { policies } = await open();
  const [repository, tag] = [repositoryOf('team/app'), parseTag('v1')];
  const number = policies.add(drafted, true, 'alice');
  expect(policies.protectedBy(repository, tag)).toBe(`policy ${number}.protected`);
  expect(policies.change(number, drafted, false, 'bob')).toBe(true);
  expect(policies.inForce).toEqual(written);
  expect(policies.protectedBy(repository, tag)).toBeUndefined();
  expect(policies.stored).toMatchObject([{ isEnabled: false, changedBy: 'bob' }]);
  expect(policies.remove(number)).toBe(true);
  expect(policies.remove(number)).toBe(false);
  expect(policies.change(number, drafted, true, 'bob')).toBe(false);
  expect(policies.add(drafted, true, 'alice')).toBeGreaterThan(number);
});

test('what one of them protects is refused to whoever deletes, at once', async () => {
  const { storage, policies } = await open();
  const repository = repositoryOf('team/app');
  await pushManifest(storage, repository, emptyIndex('one'), 'v1');
  policies.add(drafted, true, 'alice');
  expect(await faultOf(storage.manifests.untag(repository, parseTag('v1'), someone))).toBe('TAG_PROTECTED');
});

test('a change of another process counts within a second', async () => {
  const { policies, database } = await open();
  const other = new RetentionPolicies(database, written);
  expect(other.stored).toEqual([]);
  const number = policies.add(drafted, true, 'alice');
  await vi.waitFor(() => expect(other.stored).toHaveLength(1), { timeout: 5_000 });
  policies.change(number, { ...drafted, name: 'other' }, true, 'alice');
  await vi.waitFor(() => expect(other.stored[0]?.policy.name).toBe('other'), { timeout: 5_000 });
});

test('whoever asks for the version first sees a change of another process at once', async () => {
  const { policies, database } = await open();
  const other = new RetentionPolicies(database, written);
  expect(other.stored).toEqual([]);
  policies.add(drafted, true, 'alice');
  other.version();
  expect(other.stored).toHaveLength(1);
});

test('one that can not be read removes nothing, and lets nothing after it remove', async () => {
  const { policies, database } = await open();
  const number = policies.add(drafted, true, 'alice');
  const broken = database.query
    .updateTable('retention_policy')
    .set({ settings: '{"keepNewest":3}', revision: 2 });
  database.run(broken.where('id', '=', number));
  await vi.waitFor(() => expect(policies.inForce.at(-1)?.tags).toBeUndefined(), { timeout: 5_000 });
  expect(policies.inForce).toEqual([
    ...policies.written,
    { id: `policy ${number}`, name: `policy ${number}, which can not be read`, repositories: ['**'] },
  ]);
});

test('a damaged database keeps nobody from pushing: what protects tags is as it was read last; nothing is removed', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { policies, database, storage, close } = await open();
  policies.add(drafted, true, 'alice');
  expect(policies.protectedBy(repositoryOf('team/app'), parseTag('v1'))).toBeDefined();
  const damaged = vi.spyOn(database, 'first').mockImplementation(() => {
    throw Object.assign(new Error('database disk image is malformed'), { code: 'SQLITE_CORRUPT' });
  });
  vi.advanceTimersByTime(1_001);
  expect(policies.protectedBy(repositoryOf('team/app'), parseTag('v1'))).toBeDefined();
  expect(policies.immutableBy(repositoryOf('team/app'), parseTag('v1'))).toBeUndefined();
  expect(() => policies.inForce).toThrow('malformed');
  damaged.mockRestore();
  vi.useRealTimers();
  await pushManifest(storage, repositoryOf('team/app'), emptyIndex('v1'), 'v1');
  await close();
});
