import * as z from 'zod/mini';
import { fileSorts } from './files-address';

/* What is asked of the files of an image. Only the server reads this: no page carries it. */

/** A digest as it stands in a query. */
const digestText = z.string().check(z.maxLength(200));
const cursor = z.optional(z.string().check(z.minLength(1), z.maxLength(20_000)));

/** Query of `GET …/manifests/{reference}/files`. */
export const filesQueryContract = z.object({
  /** One layer; all of them, one over the other, when absent. */
  layer: z.optional(digestText),
  /** The `path` of the folder; empty for the root. */
  path: z._default(z.string().check(z.maxLength(20_000)), ''),
  /** Everything below the folder whose path contains this, small letters as capitals; empty for what lies right in it. */
  q: z._default(z.string().check(z.maxLength(500)), ''),
  sort: z._default(z.enum(fileSorts), 'name'),
  /** The `next` of the page before; absent on the first page. */
  cursor,
});

/** Query of `DELETE …/files/indexing`: of which layer; of all that the manifest names, when absent. */
export const indexingQueryContract = z.object({ layer: z.optional(digestText) });

/** Query of `GET …/files/content` and `…/files/download`: which entry of which layer. */
export const fileEntryQueryContract = z.object({
  layer: digestText,
  entry: z.coerce.number().check(z.int(), z.minimum(0), z.maximum(10_000_000)),
});

/** Query of `GET …/blobs/download`: a config, a layer or any other blob that the manifest names. */
export const blobDownloadQueryContract = z.object({ digest: digestText });

export type FilesQuery = z.output<typeof filesQueryContract>;
