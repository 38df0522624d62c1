import { TriangleAlert } from 'lucide-react';
import type { ManifestView } from '@/lib/dashboard/images/manifest-contracts';
import { DigestChip } from '../digest/digest-chip';

const shownMax = 20;

/** Names what a manifest refers to and the repository does not hold. */
export function Incomplete({ missing }: { missing: ManifestView['missing'] }) {
  const more = missing.length - shownMax;
  return (
    <div className="mb-6 flex gap-2 rounded-box border border-amber-line bg-amber-wash px-4 py-3 text-table">
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-amber" aria-hidden="true" />
      <div className="min-w-0">
        <p>
          <span className="font-medium">Incomplete.</span> It names {missing.length}{' '}
          {missing.length === 1 ? 'digest' : 'digests'} that the repository does not hold. Push it again to
          complete it.
        </p>
        <ul className="mt-1">
          {missing.slice(0, shownMax).map(({ digest, kind }) => (
            <li key={digest} className="flex flex-wrap items-center gap-x-2">
              <DigestChip digest={digest} className="-ml-1.5" /> <span className="text-ink-soft">{kind}</span>
            </li>
          ))}
        </ul>
        {more > 0 && <p>and {more} more</p>}
      </div>
    </div>
  );
}
