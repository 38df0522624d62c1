import type { DehydratedState } from '@tanstack/react-query';
import { filesQuery } from '@/lib/dashboard/files/file-queries';
import { foldersOf, readFilesAddress } from '@/lib/dashboard/files/files-address';
import { toSegment } from '@/lib/dashboard/repository-path';
import type { SearchParameters } from '@/lib/dashboard/search-parameters';
import { getFiles } from './files-routes';
import { prefetchAnswers } from './prefetch-answers';

/** Folders that are open when the page comes; the browser asks for others. */
const prefetchedMax = 8;

/** Reads what the page of the files of an image shows at first, where its layers are read already. @param digest of the manifest */
export function prefetchFiles(
  repository: string,
  digest: string,
  parameters: SearchParameters,
): Promise<DehydratedState> {
  const { layer, path, q, sort } = readFilesAddress(parameters);
  const folders = q === '' ? ['', ...foldersOf(path).slice(0, prefetchedMax)] : [''];
  return prefetchAnswers(
    folders.map((folder) => {
      const query = { layer, path: folder, q, sort };
      return {
        of: filesQuery(repository, digest, query),
        by: getFiles,
        query,
        params: { repository: toSegment(repository), reference: digest },
      };
    }),
  );
}
