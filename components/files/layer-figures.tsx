'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FileLayer, FilesAnswer } from '@/lib/dashboard/files/file-contracts';
import { cancelIndexing } from '@/lib/dashboard/files/file-queries';
import { unreadableWords } from '@/lib/dashboard/files/file-words';
import { indexingFraction } from '@/lib/dashboard/files/indexing-progress';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { Failure } from '../feedback/failure';
import { ProgressBar } from '../jobs/progress-bar';
import { Size } from '../ui/size';
import { folderQuery } from './use-file-levels';

const buttonClass = 'rounded-control text-accent-ink underline underline-offset-2';

interface LayerFiguresProps {
  view: ManifestView;
  /** Told what is known of the layers, from the bottom up. */
  onLayers: (layers: readonly FileLayer[]) => void;
}

/** What the layers of an image hold unpacked, which has them read, and how far that is. */
export function LayerFigures({ view: { repository, digest }, onLayers }: LayerFiguresProps) {
  const [isAsked, setAsked] = useState(true);
  const { data, error } = useQuery({
    ...folderQuery({ repository, digest, layer: undefined, q: '', sort: 'name' }, ''),
    enabled: isAsked,
  });
  const end = useMutation({
    mutationFn: () => cancelIndexing(repository, digest),
    onMutate: () => setAsked(false),
  });
  const layers = data?.layers;
  useEffect(() => {
    if (layers) onLayers(layers);
  }, [layers, onLayers]);
  const failure = error ?? end.error;
  return (
    <>
      <Words answer={data} isAsked={isAsked} onAsk={() => setAsked(true)} onEnd={() => end.mutate()} />
      {failure && (
        <div className="mt-2">
          <Failure error={failure} />
        </div>
      )}
    </>
  );
}

interface WordsProps {
  answer: FilesAnswer | undefined;
  isAsked: boolean;
  onAsk: () => void;
  onEnd: () => void;
}

function Words({ answer, isAsked, onAsk, onEnd }: WordsProps) {
  if (answer?.state === 'ready') return <Sums answer={answer} />;
  if (answer?.state === 'unreadable')
    return (
      <p>
        How much of the layers is hidden is not known.{' '}
        {answer.at !== null && `It is about layer ${answer.at.position}: `}
        {unreadableWords[answer.reason].title}.
      </p>
    );
  if (!isAsked)
    return (
      <p>
        Reading the layers was ended.{' '}
        <button type="button" onClick={onAsk} className={buttonClass}>
          Read on
        </button>
      </p>
    );
  if (!answer) return <p role="status">Asking for the files of all layers</p>;
  const fraction = indexingFraction(answer);
  return (
    <div className="flex max-w-md items-center gap-3">
      <span role="status" className="shrink-0 tabular-nums">
        {answer.reading.isWaiting ? 'Waiting for other layers' : `Indexing, ${Math.floor(fraction * 100)} %`}
      </span>
      <ProgressBar fraction={answer.reading.isWaiting ? null : fraction} label="Layers that are read" />
      <button type="button" onClick={onEnd} className={buttonClass}>
        Cancel
      </button>
    </div>
  );
}

function Sums({ answer: { layers, efficiency } }: { answer: Extract<FilesAnswer, { state: 'ready' }> }) {
  const unpacked = layers.reduce((sum, { index }) => sum + (index?.uncompressedBytes ?? 0), 0);
  const isCut = layers.some(({ index }) => index === null || index.truncated !== null);
  return (
    <p>
      {isCut && 'As far as the layers could be read: '}
      <Size bytes={unpacked} /> unpacked
      {efficiency !== null && efficiency.hiddenBytes > 0 ? (
        <>
          , of which <Size bytes={efficiency.hiddenBytes} /> are hidden: files that a layer above replaces or
          removes. Whoever pulls the image fetches them and never sees them.
        </>
      ) : (
        '. Nothing of it is hidden: no layer replaces or removes a file of one below.'
      )}
    </p>
  );
}
