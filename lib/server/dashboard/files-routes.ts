import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import {
  blobDownloadQueryContract,
  fileEntryQueryContract,
  filesQueryContract,
  indexingQueryContract,
} from '@/lib/dashboard/files/file-ask-contracts';
import { imageLayers } from '@/lib/dashboard/files/image-layers';
import { listFiles } from '@/lib/dashboard/files/list-files';
import { findFile, lookIntoFile, readFile, requireRoom } from '@/lib/dashboard/files/read-file';
import { requireManifest } from '@/lib/dashboard/images/require-manifest';
import type { RepositoryScope } from '@/lib/dashboard/repository-scope';
import { attachment } from '@/lib/http/attachment';
import { currentExchange } from '@/lib/http/exchange';
import type { Digest } from '@/lib/oci/digest';
import { type ApiRequest, apiRoute } from './api-route';
import { blobDownload } from './blob-download';
import { countFileRead } from './file-reads';
import { scopeOf } from './visible-content';

/*
 * `/api/v1/repositories/{repository}/manifests/{reference}/files`: what lies in the layers of an image. Whether it may be
 * pulled is known before anything that is kept of a layer is asked for; what may not be is as what is not there.
 */

/** `GET`: `FilesAnswer`. */
export const getFiles = apiRoute({ for: 'reader', query: filesQueryContract }, async (request) => {
  const { scope, digest, isPinned } = await manifestOf(request);
  const json = await listFiles(scope, request.server.layers, digest, request.query);
  if (!json) throw noLonger();
  // Where the time ended the reading of a layer, another one may come further.
  const isSteady = json.layers.every(({ index }) => !['time', 'memory'].includes(index?.truncated ?? ''));
  return { json, isImmutable: isPinned && json.state === 'ready' && isSteady };
});

/** `DELETE …/indexing`: ends that layers of it are read; whoever else needs one has it begun again. */
export const deleteIndexing = apiRoute({ for: 'reader', query: indexingQueryContract }, async (request) => {
  const { scope, digest } = await manifestOf(request);
  const image = await imageLayers(scope, digest);
  const { layer } = request.query;
  const named = image?.layers.filter((one) => layer === undefined || one.digest === layer) ?? [];
  if (layer !== undefined && named.length === 0) throw noSuchLayer();
  for (const one of named) request.server.layers.cancel(one.digest);
  return {};
});

/** `GET …/content`: a look into a file, `FileContent`. */
export const getFileContent = apiRoute({ for: 'reader', query: fileEntryQueryContract }, async (request) => {
  const { scope, digest } = await manifestOf(request);
  const { layers } = request.server;
  const gone = new AbortController();
  const { response } = currentExchange();
  const onClose = () => gone.abort();
  response.once('close', onClose);
  try {
    const file = await findFile(scope, layers, digest, request.query);
    await countFileRead(request.caller, request.sender);
    requireRoom(layers);
    // The layer and the number say what it is, whatever names them.
    return { json: await lookIntoFile(scope, layers, file, gone.signal), isImmutable: true };
  } finally {
    response.off('close', onClose);
  }
});

/** `GET …/download`: a file, to be saved. */
export const getFileDownload = apiRoute({ for: 'reader', query: fileEntryQueryContract }, async (request) => {
  const { scope, digest } = await manifestOf(request);
  const { layers } = request.server;
  const file = await findFile(scope, layers, digest, request.query);
  await countFileRead(request.caller, request.sender);
  requireRoom(layers);
  return {
    download: {
      status: 200,
      headers: {
        'Content-Type': 'application/octet-stream',
        'Content-Disposition': attachment(file.path),
      },
      stream: {
        bytes: file.bytes,
        give: (write, signal) => readFile(scope, layers, file, file.bytes, write, signal),
      },
    },
  };
});

/** `GET …/manifests/{reference}/blobs/download`: a blob that the manifest names, to be saved. */
export const getBlobDownload = apiRoute(
  { for: 'reader', query: blobDownloadQueryContract },
  async (request) => {
    const { scope, digest } = await manifestOf(request);
    return { download: await blobDownload(scope, digest, request.query.digest, currentExchange()) };
  },
);

/** The manifest of a path. @throws DashboardProblem 404 when it is not there or may not be pulled, 410 */
async function manifestOf({
  server,
  caller,
  params,
}: Pick<ApiRequest<unknown, unknown>, 'server' | 'caller' | 'params'>): Promise<{
  scope: RepositoryScope;
  digest: Digest;
  /** Whether it was asked for by its digest. */
  isPinned: boolean;
}> {
  const scope = scopeOf(server, caller, params.repository);
  const reference = params.reference ?? '';
  const digest = await requireManifest(scope, reference);
  return { scope, digest, isPinned: digest === reference };
}

function noLonger(): DashboardProblem {
  return new DashboardProblem(404, 'This manifest can no longer be read.');
}

function noSuchLayer(): DashboardProblem {
  return new DashboardProblem(404, 'The manifest names no such layer.');
}
