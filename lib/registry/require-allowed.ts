import type { PushedManifest } from '@/lib/content/content-policies';
import type { Finding } from '@/lib/content/finding';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { type ErrorCode, RegistryError } from './registry-error';
import type { RegistryRequest } from './request';

/** How many findings one answer tells. */
const findingsMax = 10;

const answers: Readonly<Record<Finding['about'], { code: ErrorCode; status?: number }>> = {
  content: { code: 'MANIFEST_INVALID' },
  size: { code: 'SIZE_INVALID', status: 413 },
  signature: { code: 'DENIED' },
};

/**
 * Refuses a manifest that a policy of the settings does not allow, before anything of it is stored.
 * @throws RegistryError MANIFEST_INVALID for what it says, SIZE_INVALID for how large it is, DENIED for a tag that may
 *   only be set to what is signed
 */
export async function requireAllowed(
  { policies }: Pick<RegistryRequest, 'policies'>,
  repository: RepositoryName,
  push: PushedManifest,
): Promise<void> {
  const findings = await policies.examine(repository, push);
  const [first] = findings;
  if (!first) return;
  const { code, status } = answers[first.about];
  const told = findings.slice(0, findingsMax);
  throw new RegistryError(code, {
    status,
    message: told.map(({ policy, message }) => `${policy} ${message}`).join('; '),
    detail: told.map(({ policy, rule }) => ({ policy, rule })),
  });
}
