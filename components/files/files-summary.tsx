import { counted } from '@/lib/dashboard/administration/counted';
import type { FileLayer } from '@/lib/dashboard/files/file-contracts';
import type { FilesPage } from '@/lib/dashboard/files/file-rows';
import { percentText } from '@/lib/dashboard/files/file-words';
import { Size } from '../ui/size';

/** What was counted: of all layers how much of them is seen in the end, of one what is in it. */
export function FilesSummary({ page }: { page: FilesPage }) {
  const one = page.layers.find(({ digest }) => digest === page.layer);
  if (one) return <OneLayer layer={one} />;
  if (page.efficiency === null) return null;
  const { score, hiddenBytes, fileBytes } = page.efficiency;
  const rewritten = page.layers.reduce((sum, { index }) => sum + (index?.rewrittenBytes ?? 0), 0);
  return (
    <p className="mb-3 max-w-4xl text-ink-soft text-table">
      <span className="font-medium text-ink">Efficiency {percentText(score)}.</span>{' '}
      {hiddenBytes === 0 ? (
        <>
          All of <Size bytes={fileBytes} /> in files is there in the end.
        </>
      ) : (
        <>
          <Size bytes={hiddenBytes} /> of <Size bytes={fileBytes} /> are hidden: whoever pulls the image
          fetches them, but a layer above replaces or removes them.
        </>
      )}
      {rewritten > 0 && (
        <>
          {' '}
          <Size bytes={rewritten} /> were written again with the same content, only to change a mode or an
          owner.
        </>
      )}
    </p>
  );
}

function OneLayer({ layer: { index } }: { layer: FileLayer }) {
  if (!index) return null;
  const counts = [
    counted(index.files, 'file'),
    counted(index.folders, 'folder'),
    ...(index.links > 0 ? [counted(index.links, 'link')] : []),
    ...(index.whiteouts > 0 ? [counted(index.whiteouts, 'whiteout')] : []),
  ];
  return (
    <p className="mb-3 text-ink-soft text-table">
      {counts.join(', ')}. <Size bytes={index.uncompressedBytes} /> uncompressed.
    </p>
  );
}
