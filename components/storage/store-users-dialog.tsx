'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { StoreUsers } from '@/lib/dashboard/administration/inventory-contract';
import { storeUsersQuery } from '@/lib/dashboard/administration/inventory-queries';
import { whyWords } from '@/lib/dashboard/administration/inventory-words';
import { digestFace } from '@/lib/dashboard/digest-face';
import { repositoryPath, tagPath } from '@/lib/dashboard/repository-path';
import { DigestChip } from '../digest/digest-chip';
import { InlineProblem } from '../feedback/inline-problem';
import { problemOf } from '../feedback/load-error';
import { ManifestLink } from '../images/manifest-link';
import { Dialog } from '../ui/dialog';
import { Size } from '../ui/size';

type Repository = StoreUsers['repositories'][number];

/** Who uses a blob or a manifest: repositories, the manifests that name it, and their tags. */
export function StoreUsersDialog({ digest, onClose }: { digest: string; onClose: () => void }) {
  const { data, error } = useQuery(storeUsersQuery(digest));
  const { prefix, short } = digestFace(digest);
  return (
    <Dialog
      title={
        <>
          Who uses{' '}
          <span className="font-mono">
            {prefix}
            {short}
          </span>
        </>
      }
      onClose={onClose}
    >
      {error && <InlineProblem>{problemOf(error)}</InlineProblem>}
      {!data && !error && <div role="status" aria-label="Looking who uses it" className="skeleton h-24" />}
      {data && (
        <>
          <DigestChip digest={digest} className="-ml-1.5" />
          <ul aria-label="What becomes of it" className="mt-2 space-y-1 text-table">
            {data.items.map((item) => (
              <li
                key={`${item.repository} ${item.reason}`}
                className="text-ink-soft [overflow-wrap:anywhere]"
              >
                {item.repository !== null && <span className="text-ink">{item.repository}: </span>}
                {whyWords(item, data.nowMs)} · <Size bytes={item.bytes} />
              </li>
            ))}
            {data.items.length === 0 && (
              <li className="text-ink-soft">It came after the look: the next plan tells.</li>
            )}
          </ul>
          {data.repositories.length === 0 ? (
            <p className="mt-4 text-ink-soft text-table">No repository holds it.</p>
          ) : (
            <ul
              aria-label="Repositories"
              className="mt-4 divide-y divide-line rounded-box border border-line"
            >
              {data.repositories.map((one) => (
                <Holder key={one.repository} holder={one} />
              ))}
              {data.more && <li className="px-3 py-2 text-ink-dim text-table">And more repositories.</li>}
            </ul>
          )}
        </>
      )}
    </Dialog>
  );
}

function Holder({ holder: { repository, tags, manifests, more } }: { holder: Repository }) {
  return (
    <li className="px-3 py-2 text-table">
      <Link
        href={repositoryPath(repository)}
        prefetch={false}
        className="rounded-control font-medium underline-offset-4 [overflow-wrap:anywhere] hover:underline"
      >
        {repository}
      </Link>
      {tags.length > 0 && <TagLinks repository={repository} tags={tags} />}
      {manifests.length === 0 && tags.length === 0 && (
        <p className="text-ink-soft">Nothing there names it.</p>
      )}
      {manifests.length > 0 && (
        <ul aria-label={`Manifests of ${repository} that name it`} className="mt-1 space-y-1">
          {manifests.map(({ digest, tags: of }) => (
            <li key={digest} className="flex flex-wrap items-center gap-x-2 pl-1.5">
              <ManifestLink repository={repository} digest={digest} />
              <TagLinks repository={repository} tags={of} />
            </li>
          ))}
          {more && <li className="text-ink-dim">And more manifests.</li>}
        </ul>
      )}
    </li>
  );
}

function TagLinks({ repository, tags }: { repository: string; tags: readonly string[] }) {
  return (
    <span className="flex min-w-0 flex-wrap gap-x-2">
      {tags.map((tag) => (
        <Link
          key={tag}
          href={tagPath(repository, tag)}
          prefetch={false}
          className="rounded-control font-mono text-meta underline decoration-line underline-offset-4 [overflow-wrap:anywhere]"
        >
          {tag}
        </Link>
      ))}
    </span>
  );
}
