import { json } from '@/lib/http/reply';
import { mediaTypes } from '@/lib/oci/media-types';
import { nextLink } from '../pagination';
import { digestOf, repositoryOf } from '../parameters';
import type { Handler } from '../request';

/**
 * GET /v2/{name}/referrers/{digest}: what refers to a manifest, as an index (distribution-spec, "Listing
 * Referrers", end-12). Never 404: nothing refers to what is not there.
 */
export const getReferrers: Handler = async (request) => {
  const { repository, name } = repositoryOf(request);
  const digest = digestOf(request);
  const artifactType = request.query.get('artifactType') || undefined;
  const last = request.query.get('last') ?? '';
  const page = await request.storage.referrers.page(repository, digest, { last, artifactType });
  const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: page.descriptors };
  return json(200, index, {
    'Content-Type': mediaTypes.ociIndex,
    ...(artifactType !== undefined && { 'OCI-Filters-Applied': 'artifactType' }),
    ...(page.next !== undefined &&
      nextLink(`/v2/${name}/referrers/${digest}`, { artifactType, last: page.next })),
  });
};
