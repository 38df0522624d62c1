import { isDigest } from '@/lib/oci/digest';
import { isTag } from '@/lib/oci/reference';
import { DashboardProblem } from '../dashboard-problem';
import type { RetagAnswer, RetagBody } from './change-contracts';
import { type ChangeScope, inWords, requireRight } from './change-scope';

/** What the settings ask of a manifest that gets a tag; a reason when they forbid it. */
export type ExamineTag = (push: {
  scope: ChangeScope;
  tag: string;
  digest: string;
}) => Promise<string | undefined>;

/**
 * Points a tag to a manifest that the repository holds: a new tag by who may push, one that is there by who may move it.
 * @throws DashboardProblem 400, 403, 404, 409 when the tag moved since that was decided
 */
export async function retag(
  scope: ChangeScope,
  name: string,
  { digest, from, as = 'retag' }: RetagBody,
  examine: ExamineTag,
): Promise<RetagAnswer> {
  const { storage, repository, originOf } = scope;
  if (!isTag(name))
    throw new DashboardProblem(
      400,
      'A tag has up to 128 letters, digits, “_”, “.” and “-”, and begins with none of the last two.',
    );
  if (!isDigest(digest) || (from !== null && !isDigest(from)))
    throw new DashboardProblem(400, 'This is no digest.');
  // What the right depends on is looked at again under the lock, where it is done.
  requireRight(scope, from === null ? 'push' : 'retag');
  const refused = await examine({ scope, tag: name, digest });
  if (refused !== undefined) throw new DashboardProblem(409, refused);
  const moved = storage.manifests.retag(repository, name, digest, originOf(as), { from });
  const before = await inWords(moved);
  return { name, digest, from: before ?? null };
}
