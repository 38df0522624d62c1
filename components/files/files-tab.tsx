'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Square } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { lazy, Suspense, useState } from 'react';
import { type FilesAddress, filesHref, readFilesAddress } from '@/lib/dashboard/files/files-address';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { LoadError } from '../feedback/load-error';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';
import { FilesBrowser } from './files-browser';
import { LayerSelect } from './layer-select';
import { folderQuery } from './use-file-levels';

const IndexingProgress = lazy(() =>
  import('./indexing').then(({ IndexingProgress }) => ({ default: IndexingProgress })),
);

const UnreadableFiles = lazy(() =>
  import('./unreadable-files').then(({ UnreadableFiles }) => ({ default: UnreadableFiles })),
);

/** The files of an image: of all its layers, one over the other, or of one. Its address holds what is shown. */
export function FilesTab({ view }: { view: ManifestView }) {
  const address = readFilesAddress(Object.fromEntries(useSearchParams()));
  const router = useRouter();
  const { repository, digest, layers } = view;
  const choose = (layer: string | undefined) =>
    router.push(filesHref(repository, digest, { layer, q: address.q, sort: address.sort }), {
      scroll: false,
    });
  return (
    <>
      <div className="mb-3 flex">
        <LayerSelect layers={layers} layer={address.layer} onChange={choose} />
      </div>
      <Files key={address.layer ?? ''} view={view} address={address} />
    </>
  );
}

/** Which state they are in, asked for until they are read; not while the page is hidden, which lets reading end. */
function Files({ view, address }: { view: ManifestView; address: FilesAddress }) {
  const { repository, digest } = view;
  const { layer, q, sort } = address;
  const [isEnded, setEnded] = useState(false);
  const scope = { repository, digest, layer, q, sort };
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    ...folderQuery(scope, ''),
    enabled: !isEnded,
    placeholderData: keepPreviousData,
  });
  if (error && (!data || isPlaceholderData))
    return <LoadError what="Files" error={error} retrying={isFetching} onRetry={() => void refetch()} />;
  if (!data) return <div role="status" aria-label="Loading files" className="skeleton h-80" />;
  if (data.state === 'unreadable')
    return (
      <Suspense>
        <UnreadableFiles answer={data} />
      </Suspense>
    );
  if (data.state === 'ready')
    return <FilesBrowser view={view} address={address} page={data} outdated={isPlaceholderData} />;
  if (isEnded)
    return (
      <Notice
        Icon={Square}
        title="Indexing was ended"
        actions={
          <button type="button" className={buttonClass('plain')} onClick={() => setEnded(false)}>
            Index again
          </button>
        }
      >
        The files are listed once their layers were read to the end.
      </Notice>
    );
  return (
    <Suspense>
      <IndexingProgress answer={data} onEnd={() => setEnded(true)} />
    </Suspense>
  );
}
