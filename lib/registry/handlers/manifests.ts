import pLimit from 'p-limit';
import { refuseDatedTag } from '@/lib/oci/dated-tag';
import type { Digest } from '@/lib/oci/digest';
import { parseManifest } from '@/lib/oci/manifest';
import { parseTag, type Reference, type Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { isUnmodified } from '../conditions';
import { resolveDated } from '../dated-reference';
import { readManifestBody } from '../manifest-body';
import { originOf } from '../origin';
import { referenceOf, repositoryOf } from '../parameters';
import { RegistryError } from '../registry-error';
import type { Handler, RegistryRequest } from '../request';
import { requireAllowed } from '../require-allowed';

/** How many tags one push may set; the specification asks for at least ten. */
const tagsMax = 100;

/** Parsed, a manifest takes many times its bytes: large ones are stored one after the other. */
const largeBytes = 256 * 1024;
const largeManifests = pLimit(1);

/**
 * GET and HEAD /v2/{name}/manifests/{reference} (distribution-spec, "Pulling manifests", end-3). A tag of the form
 * `{tag}.at.{time}` gives the tag as it was at that time.
 */
export const getManifest: Handler = async (request) => {
  const { repository } = repositoryOf(request);
  const reference = referenceOf(request);
  const digest = await resolve(request, repository, reference);
  const stored = digest && (await request.storage.manifests.tell(repository, digest));
  if (!stored)
    throw new RegistryError('MANIFEST_UNKNOWN', { detail: { reference: request.params.reference } });
  request.facts.digest = stored.digest;
  if (request.exchange.method === 'GET') request.storage.pulls.count(repository, reference, stored.digest);
  const headers = {
    'Docker-Content-Digest': stored.digest,
    ETag: `"${stored.digest}"`,
    'Cache-Control': 'private, no-cache',
  };
  if (isUnmodified(request.exchange.request.headers, stored.digest)) return { status: 304, headers };
  return { status: 200, headers: { 'Content-Type': stored.mediaType, ...headers }, body: stored.bytes };
};

/** PUT /v2/{name}/manifests/{reference}?tag= (distribution-spec, "Pushing Manifests", end-7). */
export const putManifest: Handler = async (request) => {
  const { repository, name } = repositoryOf(request);
  const reference = referenceOf(request);
  const tags = tagsOf(request.query, reference);
  const body = await readManifestBody(request, reference);
  request.facts.digest = body.digest;
  const store = async () => {
    const manifest = parseManifest(body.bytes, request.exchange.request.headers['content-type']);
    const { may } = request.permission;
    const rights = { push: may('push', repository), retag: may('retag', repository) };
    const push = { ...body, manifest, tags, rights };
    await requireAllowed(request, repository, push);
    await request.storage.manifests.put(repository, push, originOf(request, 'push'));
    return manifest;
  };
  const manifest = await (body.bytes.length > largeBytes ? largeManifests(store) : store());
  return {
    status: 201,
    headers: {
      Location: `/v2/${name}/manifests/${body.digest}`,
      'Docker-Content-Digest': body.digest,
      ...(manifest.subject && { 'OCI-Subject': manifest.subject.digest }),
      ...(reference.kind === 'digest' && tags.length > 0 && { 'OCI-Tag': tags.join(', ') }),
    },
  };
};

/**
 * DELETE /v2/{name}/manifests/{reference} (distribution-spec, "Deleting Manifests" and "Deleting Tags", end-9):
 * by tag, the tag alone; by digest, the manifest and every tag that points to it.
 */
export const deleteManifest: Handler = async (request) => {
  const { repository } = repositoryOf(request);
  const reference = referenceOf(request);
  const { manifests } = request.storage;
  const origin = originOf(request, 'delete');
  const existed =
    reference.kind === 'tag'
      ? await manifests.untag(repository, reference.tag, origin)
      : await manifests.delete(repository, reference.digest, origin);
  if (!existed)
    throw new RegistryError('MANIFEST_UNKNOWN', { detail: { reference: request.params.reference } });
  return { status: 202, headers: {} };
};

async function resolve(
  request: RegistryRequest,
  repository: RepositoryName,
  reference: Reference,
): Promise<Digest | undefined> {
  if (reference.kind === 'digest') return reference.digest;
  const dated = await resolveDated(request, repository, reference.tag);
  return dated ?? (await request.storage.manifests.resolve(repository, reference.tag));
}

/** The tag of the path, or those of the query (distribution-spec, "Pushing Manifests", `tag` parameters). */
function tagsOf(query: URLSearchParams, reference: Reference): Tag[] {
  const named = query.getAll('tag');
  for (const tag of [...(reference.kind === 'tag' ? [reference.tag] : []), ...named]) refuseDatedTag(tag);
  if (reference.kind === 'tag') return [reference.tag, ...named.map(parseTag)];
  if (named.length > tagsMax) {
    throw new RegistryError('UNSUPPORTED', {
      status: 414,
      message: `a push sets at most ${tagsMax} tags: push the others with the next one`,
    });
  }
  return [...new Set(named.map(parseTag))];
}
