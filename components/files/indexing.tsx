'use client';

import { useMutation } from '@tanstack/react-query';
import { counted } from '@/lib/dashboard/administration/counted';
import { cancelIndexing } from '@/lib/dashboard/files/file-queries';
import { type Indexing, indexingFraction } from '@/lib/dashboard/files/indexing-progress';
import { sizeText } from '@/lib/dashboard/size-words';
import { Failure } from '../feedback/failure';
import { ProgressBar } from '../jobs/progress-bar';
import { buttonClass } from '../ui/button';

interface IndexingProgressProps {
  answer: Indexing;
  /** Called as soon as somebody ends it: then it must not be asked for again, which would begin it anew. */
  onEnd: () => void;
}

/** How far reading the layers is, and the way to end it. */
export function IndexingProgress({ answer, onEnd }: IndexingProgressProps) {
  const { repository, digest, layer, reading, layersRead, layersNeeded } = answer;
  const end = useMutation({
    mutationFn: () => cancelIndexing(repository, digest, layer ?? undefined),
    onMutate: onEnd,
  });
  const fraction = indexingFraction(answer);
  const percent = Math.floor(fraction * 100);
  return (
    <section
      aria-label="Indexing"
      className="flex flex-col items-center rounded-box border border-line bg-surface px-6 py-12 text-center"
    >
      <div role="status">
        <h2 className="font-medium text-body tabular-nums">
          {reading.isWaiting ? 'Waiting for other layers to be read' : `Indexing, ${percent} %`}
        </h2>
      </div>
      <p className="mt-1 mb-5 max-w-md text-ink-soft text-table tabular-nums">
        Layer {reading.position}: {sizeText(reading.bytesRead)} of {sizeText(reading.bytes)},{' '}
        {counted(reading.entries, 'entry', 'entries')} so far.
        {layersNeeded > 1 && ` ${layersRead} of ${counted(layersNeeded, 'layer')} are read.`}
      </p>
      <div className="w-full max-w-md">
        <ProgressBar fraction={reading.isWaiting ? null : fraction} label="Layers that are read" />
      </div>
      <button type="button" className={buttonClass('plain', 'mt-5')} onClick={() => end.mutate()}>
        Cancel
      </button>
      {end.error && (
        <div className="mt-3 max-w-md">
          <Failure error={end.error} />
        </div>
      )}
    </section>
  );
}
