import Link from 'next/link';
import { counted } from '@/lib/dashboard/administration/counted';
import type { KeptByOthers } from '@/lib/dashboard/changes/change-contracts';
import { repositoryPath } from '@/lib/dashboard/repository-path';
import { sizeText } from '@/lib/dashboard/size-words';

/** Says how much of what goes stays on the disk because others need it, and leads to those who do. */
export function KeptWords({ kept }: { kept: KeptByOthers }) {
  const { bytes, hereBytes, repositories, repositoryCount, exact } = kept;
  if (bytes === 0) return null;
  const others = repositoryCount - repositories.length;
  const more = counted(Math.max(others, 1), 'other repository', 'other repositories');
  return (
    <>
      <p className="mt-2">{sizeText(bytes)} stay, because others need them:</p>
      <ul className="mt-1 max-h-40 list-disc overflow-y-auto pl-5">
        {hereBytes > 0 && <li>{sizeText(hereBytes)} by other manifests of this repository</li>}
        {repositories.map((one) => (
          <li key={one.repository}>
            {sizeText(one.bytes)} by{' '}
            <Link
              href={repositoryPath(one.repository)}
              prefetch={false}
              className="text-accent-ink underline underline-offset-2 [overflow-wrap:anywhere]"
            >
              {one.repository}
            </Link>
          </li>
        ))}
        {(others > 0 || !exact) && (
          <li>
            some by {exact ? '' : 'at least '}
            {more}
          </li>
        )}
      </ul>
    </>
  );
}
