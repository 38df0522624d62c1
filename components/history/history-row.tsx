'use client';

import { useMutation } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { sendRetag } from '@/lib/dashboard/changes/send-changes';
import { clientName } from '@/lib/dashboard/client-name';
import { comparePath } from '@/lib/dashboard/compare/compare-path';
import { imageReferenceText } from '@/lib/dashboard/compare/image-reference';
import type { HistoryEvent } from '@/lib/dashboard/history/history-contracts';
import { fetchTagNow } from '@/lib/dashboard/history/history-queries';
import { plainText } from '@/lib/dashboard/plain-text';
import { historyPath } from '@/lib/dashboard/repository-path';
import type { RepositoryRights } from '@/lib/dashboard/tags/tag-contracts';
import { announce } from '../feedback/announcer';
import { Failure } from '../feedback/failure';
import { ManifestLink } from '../images/manifest-link';
import { buttonClass } from '../ui/button';
import { Time } from '../ui/time';

interface HistoryRowProps {
  repository: string;
  event: HistoryEvent;
  nowMs: number;
  rights: RepositoryRights;
  onRestored: () => void;
}

/** One move of a tag, and the way back to what it pointed to before; or that it was protected, or no more. */
export function HistoryRow({ repository, event, nowMs, rights, onRestored }: HistoryRowProps) {
  const { tag, from, to, atMs, actor, client } = event;
  const restore = useMutation({
    mutationFn: async (digest: string) =>
      await sendRetag(repository, tag, {
        digest,
        from: await fetchTagNow(repository, tag),
        as: 'rollback',
      }),
    onSuccess: () => {
      announce(`${tag} is restored`);
      onRestored();
    },
  });
  return (
    <li data-row className="border-line border-b px-4 py-2.5 text-table last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="w-20 text-ink-soft">{verbOf(event)}</span>
        <Link
          href={historyPath(repository, tag)}
          prefetch={false}
          className="min-w-0 font-mono underline-offset-4 [overflow-wrap:anywhere] hover:underline sm:w-56"
        >
          {tag}
        </Link>
        <span className="flex w-full flex-wrap items-center gap-x-2 sm:w-auto">
          {from !== null && <ManifestLink repository={repository} digest={from} />}
          {from !== null && to !== null && from !== to && (
            <>
              <ArrowRight className="size-3.5 text-ink-dim" aria-hidden="true" />
              <span className="sr-only">to</span>
            </>
          )}
          {to !== null && from !== to && <ManifestLink repository={repository} digest={to} />}
        </span>
        {from !== null && to !== null && from !== to && (
          <Link
            href={comparePath(imageReferenceText(repository, from), imageReferenceText(repository, to))}
            prefetch={false}
            aria-label={`Compare what ${tag} pointed to before and after`}
            className="rounded-control text-accent-ink text-meta underline underline-offset-2"
          >
            Compare
          </Link>
        )}
        <span className="ml-auto flex items-center gap-x-3">
          <span className="text-ink-dim text-meta">
            {actor !== 'anonymous' && <bdi className="[overflow-wrap:anywhere]">{actor}, </bdi>}
            {client !== null && (
              <bdi title={plainText(client)} className="[overflow-wrap:anywhere]">
                {plainText(clientName(client).text)},{' '}
              </bdi>
            )}
            <Time atMs={atMs} nowMs={nowMs} />
          </span>
          {from !== null && from !== to && (rights.push || rights.retag) && (
            <button
              type="button"
              onClick={() => restore.mutate(from)}
              aria-label={`Restore ${tag} to ${from.slice(0, 19)}`}
              className={buttonClass('plain')}
            >
              {restore.isPending ? 'Restoring' : 'Restore'}
            </button>
          )}
        </span>
      </div>
      {restore.error && (
        <div className="mt-2">
          <Failure error={restore.error} />
        </div>
      )}
    </li>
  );
}

function verbOf({ from, to, cause }: HistoryEvent): string {
  if (cause === 'restore') return 'Restored';
  if (cause === 'protect') return 'Protected';
  if (cause === 'unprotect') return 'Unprotected';
  if (from === null) return 'Created';
  return to === null ? 'Deleted' : 'Moved';
}
