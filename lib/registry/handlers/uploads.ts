import { visibilityOf } from '@/lib/auth/access/visibility';
import { repositoryNamed } from '@/lib/auth/scope';
import type { Reply } from '@/lib/http/reply';
import { type Digest, parseAlgorithm, parseDigest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { UploadId } from '@/lib/storage/paths';
import { StorageError } from '@/lib/storage/storage-error';
import { incomingOf } from '../incoming';
import { repositoryOf, uploadOf } from '../parameters';
import { RegistryError } from '../registry-error';
import type { Handler, RegistryRequest } from '../request';

/**
 * POST /v2/{name}/blobs/uploads/: begins an upload; with `mount`, takes a blob of another repository; with
 * `digest`, takes the whole blob at once (distribution-spec, "Pushing blobs", end-4a, end-4b, end-11).
 */
export const startUpload: Handler = async (request) => {
  const { repository, name } = repositoryOf(request);
  const { query, storage } = request;
  const mounted = await mount(request, repository);
  if (mounted) return created(name, mounted);
  const whole = query.get('digest');
  // A failed mount goes on as an upload, whose body has yet to come.
  if (whole !== null && !query.has('mount')) {
    const digest = parseDigest(whole);
    request.facts.digest = digest;
    await storage.uploads.receiveWhole(repository, digest, incomingOf(request, repository));
    return created(name, digest);
  }
  const algorithm = parseAlgorithm(query.get('digest-algorithm') ?? 'sha256');
  return accepted(202, name, await storage.uploads.begin(repository, algorithm), 0);
};

/** GET an upload: how far it has come (distribution-spec, "Pushing a blob in chunks", end-13). */
export const getUpload: Handler = async (request) => {
  const { repository, name } = repositoryOf(request);
  const id = uploadOf(request);
  return accepted(204, name, id, await request.storage.uploads.offset(repository, id));
};

/** PATCH an upload: appends a chunk, or all there is (distribution-spec, "Pushing a blob in chunks", end-5). */
export const patchUpload: Handler = async (request) => {
  const { repository, name } = repositoryOf(request);
  const id = uploadOf(request);
  return await orRange(name, id, async () => {
    const bytes = await request.storage.uploads.append(repository, id, incomingOf(request, repository));
    return accepted(202, name, id, bytes);
  });
};

/** PUT an upload: appends a last chunk, if any, and makes it a blob (distribution-spec, end-6). */
export const finishUpload: Handler = async (request) => {
  const { repository, name } = repositoryOf(request);
  const id = uploadOf(request);
  const digest = parseDigest(request.query.get('digest') ?? '');
  request.facts.digest = digest;
  return await orRange(name, id, async () => {
    await request.storage.uploads.finish(repository, id, digest, incomingOf(request, repository));
    return created(name, digest);
  });
};

/** DELETE an upload: ends it and drops what came (distribution-spec, "Canceling a blob upload", end-14). */
export const cancelUpload: Handler = async (request) => {
  const { repository } = repositoryOf(request);
  await request.storage.uploads.cancel(repository, uploadOf(request));
  return { status: 204, headers: {} };
};

/**
 * Cross-repository mount (distribution-spec, "Mounting a blob from another repository"). What can't be mounted
 * is never an error, unless a quota forbids it: the client uploads it.
 */
async function mount(request: RegistryRequest, to: RepositoryName): Promise<Digest | undefined> {
  const { query, storage, facts } = request;
  const wanted = query.get('mount');
  if (wanted === null) return undefined;
  const digest = parseDigest(wanted);
  facts.digest = digest;
  const from = query.get('from');
  const { auth, permission } = request;
  // Under a quota, what is there needs no room: a mount would tell by that whether it is.
  if (!permission.may('pull', to) && storage.quotas.isLimited(to)) return undefined;
  if (from === null) {
    // Only for who may pull from everywhere does it tell nothing that a GET would not.
    const sees = permission.principal.scope ? false : visibilityOf(auth, permission.principal) === undefined;
    return sees && (await storage.blobs.mountFromAny(to, digest, 'limit')) ? digest : undefined;
  }
  const source = repositoryNamed(from);
  // Where the caller may not pull, it is as if nothing were there.
  if (source === undefined || !permission.may('pull', source)) return undefined;
  if (!(await storage.blobs.mount(source, to, digest, 'limit'))) return undefined;
  facts.mountedFrom = source;
  return digest;
}

function created(name: string, digest: Digest): Reply {
  return {
    status: 201,
    headers: { Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest },
  };
}

function accepted(status: number, name: string, id: UploadId, bytes: number): Reply {
  return { status, headers: uploadHeaders(name, id, bytes) };
}

/** Where an upload goes on. All of its state is in the path: some clients drop the query of a Location. */
function uploadHeaders(name: string, id: UploadId, bytes: number): Record<string, string> {
  return {
    Location: `/v2/${name}/blobs/uploads/${id}`,
    // With no byte yet, distribution/distribution says 0-0, and its clients expect a number there.
    Range: `0-${Math.max(bytes - 1, 0)}`,
    'Docker-Upload-UUID': id,
  };
}

/** Tells a client whose chunk is out of order where the upload ends. */
async function orRange(name: string, id: UploadId, task: () => Promise<Reply>): Promise<Reply> {
  try {
    return await task();
  } catch (error) {
    if (!(error instanceof StorageError) || error.fault.code !== 'OFFSET_MISMATCH') throw error;
    const { offset } = error.fault;
    throw new RegistryError('RANGE_INVALID', {
      message: `the chunk must begin at byte ${offset}: that is where the upload ends`,
      detail: { offset },
      headers: uploadHeaders(name, id, offset),
      cause: error,
    });
  }
}
