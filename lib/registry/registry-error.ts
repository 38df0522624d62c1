import type { Reply } from '@/lib/http/reply';

/**
 * Every error that the registry answers with: the code that goes out, its status, and what it says by itself.
 * Codes are those of the distribution specification ("Error Codes"); `UNKNOWN`, `UNAVAILABLE` and the three of
 * ranges, tags and pages are the ones that distribution/distribution registered besides.
 */
export const catalogue = {
  BLOB_UNKNOWN: { status: 404, message: 'this repository does not hold the blob' },
  BLOB_UPLOAD_INVALID: { status: 400, message: 'the upload can not go on like this' },
  BLOB_UPLOAD_UNKNOWN: {
    status: 404,
    message: 'there is no such upload in this repository: begin a new one',
  },
  DIGEST_INVALID: { status: 400, message: 'the digest is not valid, or not that of the content' },
  MANIFEST_BLOB_UNKNOWN: {
    status: 400,
    message: 'the manifest names content that this repository does not hold',
  },
  MANIFEST_INVALID: { status: 400, message: 'the manifest is not valid' },
  MANIFEST_UNKNOWN: { status: 404, message: 'this repository does not hold the manifest' },
  NAME_INVALID: { status: 400, message: 'the repository name is not valid' },
  NAME_UNKNOWN: { status: 404, message: 'there is no such repository' },
  SIZE_INVALID: { status: 400, message: 'the content does not have the length that was announced' },
  UNAUTHORIZED: { status: 401, message: 'sign in first' },
  DENIED: { status: 403, message: 'you do not have the right to do this' },
  UNSUPPORTED: { status: 405, message: 'this can not be done' },
  TOOMANYREQUESTS: { status: 429, message: 'too many requests: wait, then try again' },
  RANGE_INVALID: { status: 416, message: 'the range is not one of this content' },
  TAG_INVALID: { status: 400, message: 'the tag is not valid' },
  PAGINATION_NUMBER_INVALID: { status: 400, message: 'n is not a number of entries' },
  UNAVAILABLE: { status: 503, message: 'the registry can not do this now' },
  UNKNOWN: { status: 500, message: 'the registry failed: its log says more under the id of this request' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof catalogue;

/** What may be said of an error besides its code. */
export interface ErrorOptions {
  /** Says what to do; the catalogue's own when absent. */
  message?: string;
  /** Anything that helps a program. */
  detail?: unknown;
  /** A status other than the code's usual one. */
  status?: number;
  headers?: Reply['headers'];
  cause?: unknown;
  /** Whether the client was told the same a moment ago: then it is in the log, but not once more in the audit trail. */
  isRepeated?: boolean;
}

/** Thrown by a handler, answered by `handle`. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: unknown;
  readonly headers: Reply['headers'];
  readonly isRepeated: boolean;

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    const { message, detail, status, headers, cause, isRepeated } = options;
    super(message ?? catalogue[code].message, { cause });
    this.code = code;
    this.status = status ?? catalogue[code].status;
    this.detail = detail;
    this.headers = headers ?? {};
    this.isRepeated = isRepeated ?? false;
  }
}
