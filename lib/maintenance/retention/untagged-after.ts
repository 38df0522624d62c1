import type { Config, RetentionPolicy } from '@/lib/config';
import { matchesNameGlob } from '@/lib/oci/name-glob';
import type { RepositoryName } from '@/lib/oci/repository-name';

/**
 * How long a manifest stays in this repository after it lost its last tag, in milliseconds; 0 for ever. The
 * first policy about the repository that says so decides, else `maintenance.untaggedAfter`.
 */
export function untaggedAfterMsFor(
  repository: RepositoryName,
  maintenance: Pick<Config['maintenance'], 'untaggedAfterMs'>,
  policies: readonly RetentionPolicy[],
): number {
  const policy = policies.find(
    ({ repositories, untaggedAfterMs }) =>
      untaggedAfterMs !== undefined && repositories.some((glob) => matchesNameGlob(glob, repository)),
  );
  return policy?.untaggedAfterMs ?? maintenance.untaggedAfterMs;
}
