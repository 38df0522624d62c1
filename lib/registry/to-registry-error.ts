import { readableSize } from '@/lib/config/readable-size';
import { BodyError } from '@/lib/http/read-bytes';
import { Invalid } from '@/lib/oci/invalid';
import { protectionWords } from '@/lib/oci/protection-words';
import { type Exceeded, errnoOf, StorageError, type StorageFault } from '@/lib/storage/storage-error';
import { RegistryError } from './registry-error';

/** Says any error in the protocol's words. What is nobody's fault but ours becomes UNKNOWN. */
export function toRegistryError(error: unknown): RegistryError {
  if (error instanceof RegistryError) return error;
  if (error instanceof Invalid)
    return new RegistryError(error.code, { message: error.message, cause: error });
  if (error instanceof StorageError) return fromFault(error.fault, error);
  if (error instanceof BodyError) return fromBody(error);
  const errno = errnoOf(error);
  if (errno === 'ENOSPC' || errno === 'EDQUOT' || errno === 'EFBIG') {
    return new RegistryError('UNAVAILABLE', {
      status: 507,
      message:
        'the disk of the registry is full: nothing of this request was kept. Ask its administrator to free space, then push again',
      cause: error,
    });
  }
  if (errno === 'EROFS' || errno === 'EMFILE' || errno === 'ENFILE') {
    return new RegistryError('UNAVAILABLE', { cause: error, headers: { 'Retry-After': 5 } });
  }
  return new RegistryError('UNKNOWN', { cause: error });
}

function fromFault(fault: StorageFault, cause: Error): RegistryError {
  switch (fault.code) {
    case 'UPLOAD_UNKNOWN':
      return new RegistryError('BLOB_UPLOAD_UNKNOWN', { cause });
    case 'OFFSET_MISMATCH':
      return new RegistryError('RANGE_INVALID', {
        message: `the chunk must begin at byte ${fault.offset}: that is where the upload ends`,
        detail: { offset: fault.offset },
        cause,
      });
    case 'DIGEST_MISMATCH':
      return new RegistryError('DIGEST_INVALID', {
        message: `the content has the digest ${fault.actual}, not ${fault.expected}: check what was sent`,
        detail: { expected: fault.expected, actual: fault.actual },
        cause,
      });
    case 'TOO_LARGE':
      return new RegistryError('SIZE_INVALID', {
        status: 413,
        message:
          'the blob is larger than this registry takes (storage.maxBlobSize), or than it takes in one request (limits.requestSize)',
        cause,
      });
    case 'LENGTH_MISMATCH':
      return new RegistryError('SIZE_INVALID', {
        message: `${fault.expected} bytes were announced and ${fault.actual} came: nothing of them was kept`,
        detail: { expected: fault.expected, actual: fault.actual },
        cause,
      });
    case 'IDLE':
      return new RegistryError('BLOB_UPLOAD_INVALID', {
        status: 408,
        message: `no byte came for ${fault.idleTimeoutMs / 1000} s: ask for the upload's status and go on from there`,
        cause,
      });
    case 'CUT':
      return new RegistryError('BLOB_UPLOAD_INVALID', {
        message: 'the transfer was cut, or a newer request goes on with this upload: ask for its status',
        cause,
      });
    case 'BUSY':
      return new RegistryError('TOOMANYREQUESTS', {
        message: 'another request works on this: wait, then try again',
        headers: { 'Retry-After': 1 },
        cause,
      });
    case 'REFERENCE_MISSING':
      return new RegistryError('MANIFEST_BLOB_UNKNOWN', {
        message: `the manifest names ${fault.missing.length} ${fault.missing.length === 1 ? 'digest' : 'digests'} that this repository does not hold: push ${fault.missing.length === 1 ? 'it' : 'them'} first`,
        detail: fault.missing.slice(0, 20),
        cause,
      });
    case 'REFERENCE_SIZE':
      return new RegistryError('MANIFEST_INVALID', {
        message: `the manifest says that ${fault.digest} has ${fault.stated} bytes; it has ${fault.actual}`,
        detail: { digest: fault.digest, stated: fault.stated, actual: fault.actual },
        cause,
      });
    case 'LOW_SPACE':
      return new RegistryError('UNAVAILABLE', {
        status: 507,
        message: lowSpaceMessage(fault),
        detail: { freeBytes: fault.freeBytes, requiredBytes: fault.requiredBytes },
        cause,
      });
    case 'QUOTA_EXCEEDED':
      return new RegistryError('DENIED', {
        message: quotaMessage(fault),
        detail: quotaDetail(fault),
        cause,
      });
    case 'REFERENCED':
      return new RegistryError('UNSUPPORTED', {
        message: `${fault.by.length === 1 ? 'a manifest' : 'manifests'} of this repository still ${fault.by.length === 1 ? 'names' : 'name'} this: delete ${fault.by.join(', ')} first`,
        detail: { referencedBy: fault.by },
        cause,
      });
    case 'TAG_MOVED':
      // Only the dashboard asks for that.
      return new RegistryError('DENIED', {
        status: 409,
        message: `the tag ${fault.tag} has moved meanwhile`,
        cause,
      });
    case 'NOT_PERMITTED':
      return new RegistryError('DENIED', { message: permission(fault), cause });
    case 'TAG_PROTECTED':
      return new RegistryError('DENIED', {
        message: protection(fault),
        detail: detailOfProtection(fault),
        cause,
      });
  }
}

function lowSpaceMessage({ freeBytes, requiredBytes, freeBytesMin }: LowSpace): string {
  const wantedBytes = requiredBytes - freeBytesMin;
  const wanted = wantedBytes > 0 ? ` after the ${readableSize(wantedBytes)} of this request` : '';
  return (
    `the disk of the registry has ${readableSize(freeBytes)} free for pushes, and ${readableSize(freeBytesMin)} must be left` +
    `${wanted} (storage.minFreeSpace): deleting images, emptying the trash, collecting garbage or a larger disk gives room. ` +
    'What an upload session has is kept: go on with it then'
  );
}

type LowSpace = Extract<StorageFault, { code: 'LOW_SPACE' }>;

/** How much there is already, it does not tell: that would be the size of what others push where one may not look. */
function quotaMessage({ namespace, of, limit, wanted, setting }: Exceeded): string {
  const ask = 'or ask an administrator of this registry for a larger quota';
  if (of === 'repositories') {
    return `quota exceeded: ${namespace} has the ${limit} repositories that it may have (${setting}): push to one of these, delete one that is no longer needed, ${ask}`;
  }
  const added = wanted > 0 ? `the ${readableSize(wanted)} of this push do not fit` : 'it is full';
  return `quota exceeded: ${namespace} may hold ${readableSize(limit)} (${setting}), and ${added}: delete images there that are no longer needed, ${ask}`;
}

function quotaDetail({ namespace, of, limit }: Exceeded) {
  return { namespace, quota: of, limit };
}

function permission({ action, tag }: StorageFault & { code: 'NOT_PERMITTED' }): string {
  return action === 'retag'
    ? `you may not move the tag ${tag}, which is there already: push under another tag`
    : 'you may move tags that are there to manifests that are there, and add neither tags nor manifests';
}

type Guarded = StorageFault & { code: 'TAG_PROTECTED' };

function detailOfProtection(fault: Guarded): object {
  const { tags, rule } = fault;
  if (rule !== 'person') return { tags, rule, setting: fault.setting };
  const { by, atMs } = fault.protection;
  return { tags, rule: 'protected', by, at: new Date(atMs).toISOString() };
}

function protection(fault: Guarded): string {
  const { tags, rule } = fault;
  const named = `${tags.length === 1 ? 'the tag' : 'the tags'} ${tags.slice(0, 10).join(', ')}${tags.length > 10 ? ', …' : ''}`;
  const verb = tags.length === 1 ? 'is' : 'are';
  if (rule === 'person')
    return `${named} ${verb} ${protectionWords(fault.protection)}, and can not be deleted: have who administers the repository lift the protection there first`;
  return rule === 'immutable'
    ? `${named} ${verb} immutable by ${fault.setting}: push under another tag; to move or delete a tag, change that setting first`
    : `${named} ${verb} protected from deletion by ${fault.setting}: change that setting first`;
}

function fromBody(error: BodyError): RegistryError {
  if (error.why === 'too-large') {
    return new RegistryError('SIZE_INVALID', {
      status: 413,
      message: 'the manifest is larger than this registry takes (storage.maxManifestSize)',
      cause: error,
    });
  }
  return new RegistryError('MANIFEST_INVALID', {
    status: error.why === 'idle' ? 408 : 400,
    message: 'the manifest did not come whole: send it again',
    cause: error,
  });
}
