import { readArtifactContent } from '@/lib/dashboard/artifacts/read-artifact-content';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { readFormerManifest } from '@/lib/dashboard/images/read-former-manifest';
import { readManifestView } from '@/lib/dashboard/images/read-manifest-view';
import { readRawManifest } from '@/lib/dashboard/images/read-raw-manifest';
import { referrerList } from '@/lib/dashboard/images/referrer-list';
import { requireManifest } from '@/lib/dashboard/images/require-manifest';
import type { RepositoryScope } from '@/lib/dashboard/repository-scope';
import type { Digest } from '@/lib/oci/digest';
import { type ApiRequest, apiRoute } from './api-route';
import { changeScopeOf } from './change-scope-of';
import { scopeOf } from './visible-content';

/*
 * `/api/v1/repositories/{repository}/manifests/{reference}`: what a manifest is, by its digest or a tag. What may not be
 * pulled is as what is not there.
 */

/** `GET`: `ManifestView`. */
export const getManifest = manifestRoute(readManifestView);

/** `GET …/raw`: the manifest as it was pushed, `RawManifest`. */
export const getRawManifest = manifestRoute(readRawManifest);

/** `GET …/referrers`: what refers to it, `ReferrerTree`. */
export const getReferrers = manifestRoute(referrerList);

/** `GET …/content`: what it holds, where that is no file system, `ArtifactContent`. */
export const getArtifactContent = manifestRoute(readArtifactContent);

/** `GET …/trash`: what became of one that is not there, `FormerManifest`. */
export const getFormerManifest = apiRoute({ for: 'reader' }, async (request) => ({
  json: await readFormerManifest(changeScopeOf(request), request.params.reference ?? ''),
}));

function manifestRoute(
  read: (scope: RepositoryScope, digest: Digest, reference: string) => Promise<unknown>,
) {
  return apiRoute({ for: 'reader' }, async ({ server, caller, params }: ApiRequest<undefined, undefined>) => {
    const scope = scopeOf(server, caller, params.repository);
    const reference = params.reference ?? '';
    const digest = await requireManifest(scope, reference);
    const json = await read(scope, digest, reference);
    if (json === undefined) throw new DashboardProblem(404, 'This manifest can no longer be read.');
    return { json };
  });
}
