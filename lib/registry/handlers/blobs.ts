import { parseRange } from '@/lib/http/range';
import type { Reply } from '@/lib/http/reply';
import type { Digest } from '@/lib/oci/digest';
import type { OpenBlob } from '@/lib/storage/blobs';
import { isUnmodified, rangeOf } from '../conditions';
import { digestOf, repositoryOf } from '../parameters';
import { RegistryError } from '../registry-error';
import type { Handler } from '../request';

/**
 * GET and HEAD /v2/{name}/blobs/{digest}: a blob, or a range of it (distribution-spec, "Pulling blobs", end-2;
 * RFC 9110 section 14).
 */
export const getBlob: Handler = async (request) => {
  const { repository } = repositoryOf(request);
  const digest = digestOf(request);
  const { headers } = request.exchange.request;
  const isHead = request.exchange.method === 'HEAD';
  const opened = isHead ? undefined : await request.storage.blobs.open(repository, digest);
  const stat = isHead ? await request.storage.blobs.tell(repository, digest) : opened?.stat;
  if (!stat) throw new RegistryError('BLOB_UNKNOWN', { detail: { digest } });
  const common = blobHeaders(digest);
  if (isUnmodified(headers, digest)) return await closing(opened, { status: 304, headers: common });
  const range = parseRange(rangeOf(headers, digest), stat.size);
  if (range.kind === 'unsatisfiable') {
    await closing(opened, undefined);
    throw new RegistryError('RANGE_INVALID', {
      message: `the blob has ${stat.size} bytes: ask for some of them`,
      headers: { 'Content-Range': `bytes */${stat.size}`, 'Accept-Ranges': 'bytes' },
    });
  }
  const [start, end] = range.kind === 'part' ? [range.start, range.end] : [0, stat.size - 1];
  return {
    status: range.kind === 'part' ? 206 : 200,
    headers: {
      ...common,
      'Content-Length': end - start + 1,
      ...(range.kind === 'part' && { 'Content-Range': `bytes ${start}-${end}/${stat.size}` }),
    },
    ...(opened && { body: bodyOf(opened, start, end) }),
  };
};

/** DELETE /v2/{name}/blobs/{digest} (distribution-spec, "Deleting Blobs", end-10). */
export const deleteBlob: Handler = async (request) => {
  const { repository } = repositoryOf(request);
  const digest = digestOf(request);
  if (!(await request.storage.blobs.delete(repository, digest))) {
    throw new RegistryError('BLOB_UNKNOWN', { detail: { digest } });
  }
  return { status: 202, headers: { 'Docker-Content-Digest': digest } };
};

function blobHeaders(digest: Digest): Reply['headers'] {
  return {
    'Content-Type': 'application/octet-stream',
    // For a browser that is led to it: whatever it is, it is stored and not shown.
    'Content-Disposition': 'attachment',
    'Docker-Content-Digest': digest,
    'Accept-Ranges': 'bytes',
    ETag: `"${digest}"`,
    // A digest names the same bytes for ever; who may read them is asked again each time.
    'Cache-Control': 'private, no-cache',
  };
}

function bodyOf(opened: OpenBlob, start: number, end: number): Reply['body'] {
  if (opened.bytes) return opened.bytes.subarray(start, end + 1);
  return { handle: opened.handle, start, bytes: end - start + 1, sound: opened.sound };
}

async function closing<T>(opened: OpenBlob | undefined, result: T): Promise<T> {
  await opened?.handle?.close();
  return result;
}
