import Link from 'next/link';
import { storeHref } from '@/lib/dashboard/administration/inventory-queries';
import type { StorageAnswer } from '@/lib/dashboard/administration/storage-contract';
import type { StoreReason } from '@/lib/dashboard/administration/store-reasons';
import { Size } from '../ui/size';

type Parts = NonNullable<StorageAnswer['usage']>['parts'];

const faces: readonly { part: keyof Parts; word: string; fill: string; swatch: string }[] = [
  { part: 'inUse', word: 'In use', fill: 'fill-accent', swatch: 'bg-accent' },
  { part: 'reclaimable', word: 'Reclaimable', fill: 'fill-amber', swatch: 'bg-amber' },
  { part: 'trash', word: 'Trash', fill: 'fill-ink-dim', swatch: 'bg-ink-dim' },
  { part: 'quarantine', word: 'Quarantine', fill: 'fill-danger', swatch: 'bg-danger' },
  { part: 'arriving', word: 'Arriving', fill: 'fill-edge', swatch: 'bg-edge' },
];

/** What a part is made of, thing by thing. */
const reasons: Partial<Record<keyof Parts, StoreReason>> = {
  reclaimable: 'goes',
  trash: 'trash',
  quarantine: 'quarantined',
};

const gap = 0.4;

/** What the content on the disk is, as one bar whose parts add up, each with its word and its size below. */
export function SpaceBar({ parts, onDiskBytes }: { parts: Parts; onDiskBytes: number }) {
  const shown = faces.filter(({ part }) => parts[part] > 0);
  let at = 0;
  return (
    <div>
      <svg
        className="h-3 w-full overflow-hidden rounded-[4px] bg-sunken"
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {shown.map(({ part, fill }) => {
          const width = (parts[part] / Math.max(onDiskBytes, 1)) * 100;
          const from = at;
          at += width;
          return <rect key={part} x={from} width={Math.max(width - gap, 0.2)} height="1" className={fill} />;
        })}
      </svg>
      <ul
        aria-label="What the space is used for"
        className="mt-3 flex flex-wrap gap-x-6 gap-y-1.5 text-table"
      >
        {faces
          .filter(({ part }) => parts[part] > 0 || part === 'inUse' || part === 'reclaimable')
          .map(({ part, word, swatch }) => (
            <li key={part} className="flex items-center gap-2">
              <span className={`size-2.5 rounded-[3px] ${swatch}`} aria-hidden="true" />
              <PartName part={part} word={word} />
              <Size bytes={parts[part]} />
            </li>
          ))}
      </ul>
    </div>
  );
}

/** The name of a part, which leads to the things that it is made of. */
function PartName({ part, word }: { part: keyof Parts; word: string }) {
  const reason = reasons[part];
  if (reason === undefined) return <span className="text-ink-soft">{word}</span>;
  return (
    <Link
      href={storeHref({ reason })}
      prefetch={false}
      className="rounded-control text-ink-soft underline decoration-line underline-offset-4 hover:text-ink"
    >
      {word}
    </Link>
  );
}
