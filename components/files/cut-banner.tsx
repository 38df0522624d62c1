import { TriangleAlert } from 'lucide-react';
import type { FileLayer } from '@/lib/dashboard/files/file-contracts';
import { cutWords } from '@/lib/dashboard/files/file-words';

/** Says of which layers not all is listed, and which limit or damage it was. */
export function CutBanner({ layers }: { layers: readonly FileLayer[] }) {
  const said = layers.flatMap(({ position, index }) =>
    index?.truncated ? [`Layer ${position} is truncated at a limit: ${cutWords[index.truncated]}.`] : [],
  );
  if (said.length === 0) return null;
  return (
    <div
      role="note"
      className="mb-3 flex items-start gap-2 rounded-box border border-amber-line bg-amber-wash px-3 py-2 text-table"
    >
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-amber" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        {said.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <p className="text-ink-soft">What is listed is right, but it is not all.</p>
      </div>
    </div>
  );
}
