import { expect, it } from 'vitest';
import { loadConfig } from '@/lib/config';
import { repositoryOf } from '@/lib/storage/testing/open-storage';
import { untaggedAfterMsFor } from './untagged-after';

it('the first policy about the repository that says so decides, else maintenance.untaggedAfter', () => {
  const policies = [
    { repositories: ['team/*'], keepLast: 1 },
    { repositories: ['team/kept'], untaggedAfter: '0s' },
    { repositories: ['team/*'], tags: ['none'], untaggedAfter: '3d' },
  ];
  const config = loadConfig({
    cwd: '/nowhere',
    env: {
      CYBERDOCK_MAINTENANCE_UNTAGGED_AFTER: '14d',
      CYBERDOCK_RETENTION_POLICIES: JSON.stringify(policies),
    },
  });
  const daysOf = (name: string) =>
    untaggedAfterMsFor(repositoryOf(name), config.maintenance, config.retention.policies) / 86_400_000;
  expect(['team/kept', 'team/one', 'other/one'].map(daysOf)).toEqual([0, 3, 14]);
});
