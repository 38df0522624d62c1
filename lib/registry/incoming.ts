import { Readable } from 'node:stream';
import { parseContentRange } from '@/lib/http/content-range';
import { hasUnreadBody } from '@/lib/http/unread-body';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Incoming } from '@/lib/storage/uploads';
import { RegistryError } from './registry-error';
import type { RegistryRequest } from './request';

/**
 * The body of an upload request and what its headers promise, checked before the client is told to send it.
 * @throws RegistryError BLOB_UPLOAD_INVALID, SIZE_INVALID
 */
export function incomingOf(
  { exchange, config, signal, permission }: RegistryRequest,
  repository: RepositoryName,
): Incoming {
  const { headers } = exchange.request;
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  if (length !== undefined && length > config.storage.maxBlobBytes) {
    throw new RegistryError('SIZE_INVALID', {
      status: 413,
      message: `a blob may have ${config.storage.maxBlobBytes} bytes (storage.maxBlobSize); this has ${length} or more`,
    });
  }
  const stated = headers['content-range'];
  const range = stated === undefined ? undefined : parseContentRange(stated);
  if (stated !== undefined && !range) {
    throw new RegistryError('BLOB_UPLOAD_INVALID', {
      message: 'the Content-Range of a chunk must be <first byte>-<last byte>, as in 0-1023',
    });
  }
  const expected = range && range.end - range.start + 1;
  if (expected !== undefined && length !== undefined && expected !== length) {
    throw new RegistryError('SIZE_INVALID', {
      message: `Content-Range stands for ${expected} bytes, Content-Length for ${length}: make them agree`,
    });
  }
  return {
    // Where there is none, nobody waits for 100 Continue.
    body: () => (hasUnreadBody(exchange.request) ? exchange.admitBody() : Readable.from([])),
    signal,
    bytesMax: config.limits.requestBytesMax,
    start: range?.start,
    mayPull: permission.may('pull', repository),
    length: expected ?? length ?? (hasUnreadBody(exchange.request) ? undefined : 0),
  };
}
