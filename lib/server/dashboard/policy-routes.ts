import { matchesNameGlob } from '@/lib/oci/name-glob';
import { simulatedRetention } from './administration/simulated-retention';
import { apiRoute } from './api-route';
import { noSuchRepository, scopeOf } from './visible-content';

/**
 * `GET /api/v1/repositories/{repository}/policy`: the policies that are about it, and what they would do to its tags now,
 * `retentionAnswer`. Of the patterns of a policy those that match, since others may name what the caller may not pull.
 */
export const getPolicy = apiRoute({ for: 'reader' }, async ({ server, caller, params }) => {
  const { storage, repository } = scopeOf(server, caller, params.repository);
  if (!(await storage.listTags(repository, { limit: 1 }))) throw noSuchRepository();
  const answer = await simulatedRetention(server, repository);
  const policies = answer.policies.flatMap((policy) => {
    const repositories = policy.repositories.filter((glob) => matchesNameGlob(glob, repository));
    const isOff = policy.stored?.isEnabled === false;
    return repositories.length === 0 || isOff ? [] : [{ ...policy, repositories, stored: null }];
  });
  return { json: { ...answer, policies } };
});
