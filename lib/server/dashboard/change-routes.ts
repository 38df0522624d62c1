import {
  deletionAnswer,
  plannedBody,
  restorationBody,
  retagBody,
  tagDeletionBody,
} from '@/lib/dashboard/changes/change-contracts';
import { deleteManifest, planManifestDeletion } from '@/lib/dashboard/changes/delete-manifest';
import { deleteWholeRepository, planRepositoryDeletion } from '@/lib/dashboard/changes/delete-repository';
import { deleteTags } from '@/lib/dashboard/changes/delete-tags';
import { restoreEntries } from '@/lib/dashboard/changes/restore-entries';
import { type ExamineTag, retag } from '@/lib/dashboard/changes/retag';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { type Digest, isDigest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { Server } from '../server';
import { apiRoute } from './api-route';
import { changeScopeOf, tellOfChange } from './change-scope-of';
import { scopeOf } from './visible-content';

/* Changes of a repository, below `/api/v1/repositories/{repository}`, by who has the right to make them. */

/** `POST …/tag-deletions`: removes tags that are still what was seen of them. */
export const postTagDeletions = apiRoute({ for: 'reader', body: tagDeletionBody }, async (request) => {
  const scope = changeScopeOf(request);
  const { server, body } = request;
  const { repository } = scope;
  const answer = await deleteTags(scope, body.tags, {
    // At once: what is gone is on record, whatever becomes of the others.
    onDeleted: ({ name, digest }) =>
      tellOfChange(server, scope, 'tag.delete', { reference: name, digest, from: digest, to: null }),
    onFailed: (error) => server.log.error({ err: error, repository }, 'a tag could not be deleted'),
  });
  return { json: answer };
});

/** `POST …/restorations`: brings back what was deleted. */
export const postRestorations = apiRoute({ for: 'reader', body: restorationBody }, async (request) => ({
  json: await restoreEntries(changeScopeOf(request), request.body.entries),
}));

/** `PUT …/tags/{tag}`: points a tag to a manifest that is there. */
export const putTag = apiRoute({ for: 'reader', body: retagBody }, async (request) => ({
  json: await retag(
    changeScopeOf(request),
    request.params.tag ?? '',
    request.body,
    examineBy(request.server),
  ),
}));

/** `GET …/manifests/{reference}/deletion`: what would go with a manifest, by its digest. */
export const getManifestDeletion = apiRoute({ for: 'reader' }, async ({ server, caller, params }) => ({
  json: {
    ...(await planManifestDeletion(scopeOf(server, caller, params.repository), digestOf(params.reference))),
    graceMs: server.config.maintenance.graceMs,
  },
}));

/** `POST …/manifests/{reference}/deletion`: deletes it, if nothing has changed since that was planned. */
export const postManifestDeletion = apiRoute({ for: 'reader', body: plannedBody }, async (request) => {
  const [scope, digest] = [changeScopeOf(request), digestOf(request.params.reference)];
  const answer = await deleteManifest(scope, digest, request.body.plan);
  tellOfChange(request.server, scope, 'manifest.delete', { reference: digest, digest });
  return { json: deletionAnswer.parse(answer) };
});

/** `GET …/deletion`: what would go with the repository. */
export const getRepositoryDeletion = apiRoute({ for: 'reader' }, async ({ server, caller, params }) => ({
  json: await planRepositoryDeletion(scopeOf(server, caller, params.repository)),
}));

/** `POST …/deletion`: deletes all that it holds, if nothing has changed since that was planned. */
export const postRepositoryDeletion = apiRoute({ for: 'reader', body: plannedBody }, async (request) => {
  const scope = changeScopeOf(request);
  const answer = await deleteWholeRepository(scope, request.body.plan);
  tellOfChange(request.server, scope, 'manifest.delete', { reference: '*', entry: answer.entry });
  return { json: deletionAnswer.parse(answer) };
});

function digestOf(text: string | undefined): Digest {
  if (text !== undefined && isDigest(text)) return text;
  throw new DashboardProblem(404, 'This is no digest.');
}

/** A tag that only signed images may have stays so, whichever way it is set. */
function examineBy({ policies }: Pick<Server, 'policies'>): ExamineTag {
  return async ({ scope: { storage, repository }, tag, digest }) => {
    const stored = await storage.manifests.read(repository, digest as Digest);
    const manifest = stored?.readable;
    if (!stored || !manifest) return 'This repository holds no such manifest.';
    const push = { digest: digest as Digest, bytes: stored.bytes, manifest, tags: [tag as Tag] };
    const [finding] = await policies.examine(repository, push);
    return finding && `${finding.policy} ${finding.message}.`;
  };
}
