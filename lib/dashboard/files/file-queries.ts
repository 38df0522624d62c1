import { fetchJson, sendJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import { filesApiPath } from './download-paths';
import type { FilesQuery } from './file-ask-contracts';
import type { FilesAnswer } from './file-contracts';

const contracts = () => import('./file-contracts');

/** How often it is asked how far reading is, in milliseconds. Nobody asking ends it. */
export const indexingRefreshMs = 1_000;

/** Keys of TanStack Query. */
export const fileKeys = {
  files: (repository: string, digest: string, query: FilesQuery) =>
    [
      'files',
      repository,
      digest,
      query.layer ?? '',
      query.path,
      query.q,
      query.sort,
      query.cursor ?? '',
    ] as const,
  content: (repository: string, digest: string, layer: string, entry: number) =>
    ['files', repository, digest, 'content', layer, entry] as const,
};

interface Fetching {
  signal: AbortSignal;
}

/** While an answer says `indexing`, it is asked again. */
export function refetchWhileIndexing({ state }: { state: { data?: { state: FilesAnswer['state'] } } }) {
  return state.data?.state === 'indexing' ? indexingRefreshMs : false;
}

/** What lies in a folder of an image or of one layer. @param digest of the manifest: then `ready` never changes */
export function filesQuery(repository: string, digest: string, query: FilesQuery) {
  return {
    queryKey: fileKeys.files(repository, digest, query),
    queryFn: ({ signal }: Fetching) =>
      fetchJson(
        withQuery(`${filesApiPath(repository, digest)}/files`, query),
        async () => (await contracts()).filesAnswer,
        signal,
      ),
    refetchInterval: refetchWhileIndexing,
  };
}

/** A look into a file. It never changes. */
export function fileContentQuery(repository: string, digest: string, layer: string, entry: number) {
  return {
    queryKey: fileKeys.content(repository, digest, layer, entry),
    queryFn: ({ signal }: Fetching) =>
      fetchJson(
        withQuery(`${filesApiPath(repository, digest)}/files/content`, { layer, entry: String(entry) }),
        async () => (await contracts()).fileContent,
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
  };
}

/** Ends that a manifest's layers are read. @param layer one of them; all when absent */
export async function cancelIndexing(repository: string, digest: string, layer?: string): Promise<void> {
  await sendJson('DELETE', withQuery(`${filesApiPath(repository, digest)}/files/indexing`, { layer }));
}
