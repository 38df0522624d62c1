'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FileX } from 'lucide-react';
import Link from 'next/link';
import { counted } from '@/lib/dashboard/administration/counted';
import { restorationWords } from '@/lib/dashboard/changes/deletion-words';
import { sendRestoration } from '@/lib/dashboard/changes/send-changes';
import type { FormerManifest } from '@/lib/dashboard/images/former-contract';
import { formerManifestQuery } from '@/lib/dashboard/images/manifest-queries';
import { keysOfEvent } from '@/lib/dashboard/live/keys-of-event';
import { historyPath, repositoryPath, withQuery } from '@/lib/dashboard/repository-path';
import { showToast } from '../changes/show-toast';
import { Toast } from '../changes/toast';
import { Failure } from '../feedback/failure';
import { Notice } from '../feedback/notice';
import { readsEverything } from '../layout/navigation-entries';
import { useViewer } from '../layout/viewer';
import { buttonClass } from '../ui/button';
import { Time } from '../ui/time';
import { ManifestLink } from './manifest-link';

interface ManifestGoneProps {
  repository: string;
  /** A digest or a tag. */
  reference: string;
  /** Why, as the API says it. */
  message: string;
}

/**
 * Stands where the page of a manifest would that is not there, or no longer: who deleted it and when, its history, and
 * what brings it back, for who may.
 */
export function ManifestGone({ repository, reference, message }: ManifestGoneProps) {
  const what = reference.includes(':') ? 'manifest' : 'tag';
  const viewer = useViewer();
  const client = useQueryClient();
  const { data } = useQuery(formerManifestQuery(repository, reference));
  const { deleted, kept, nowMs } = data ?? { deleted: null, kept: null, nowMs: 0 };
  const restore = useMutation({
    mutationFn: (entry: string) => sendRestoration(repository, [entry]),
    onSuccess: (answer) =>
      showToast(<Toast onClose={() => showToast(undefined)}>{restorationWords(answer)}</Toast>),
    onSettled: () => {
      for (const queryKey of keysOfEvent({ topic: 'repository', repository }))
        void client.invalidateQueries({ queryKey });
    },
  });
  const entry = kept?.entry ?? null;
  const title = deleted ? `The ${what} ${reference} was deleted` : `There is no ${what} ${reference}`;
  return (
    <>
      <h1 className="sr-only">{title}</h1>
      <Notice
        Icon={FileX}
        title={title}
        actions={
          <>
            {entry !== null && (
              <button
                type="button"
                className={buttonClass('primary')}
                aria-disabled={restore.isPending}
                onClick={() => !restore.isPending && restore.mutate(entry)}
              >
                {restore.isPending ? 'Restoring' : `Restore ${restored(kept, what)}`}
              </button>
            )}
            {deleted && (
              <Link
                href={historyPath(repository, what === 'tag' ? reference : undefined)}
                prefetch={false}
                className={buttonClass('plain')}
              >
                {what === 'tag' ? 'History of this tag' : 'History'}
              </Link>
            )}
            {kept && readsEverything(viewer) && (
              <Link
                href={withQuery('/trash', { repository })}
                prefetch={false}
                className={buttonClass('plain')}
              >
                Show in the trash
              </Link>
            )}
            <Link href={repositoryPath(repository)} prefetch={false} className={buttonClass('plain')}>
              Show the tags of {repository}
            </Link>
          </>
        }
      >
        {deleted ? (
          <>
            <p>
              {deleted.cause === 'delete' ? 'Deleted' : `Taken by ${deleted.cause}`}{' '}
              <Time atMs={deleted.atMs} nowMs={nowMs} />
              {deleted.actor !== 'anonymous' && deleted.actor !== deleted.cause && (
                <>
                  {' '}
                  by <bdi>{deleted.actor}</bdi>
                </>
              )}
              .
            </p>
            {what === 'tag' && (
              <p className="mt-1 flex flex-wrap items-center justify-center gap-x-3">
                It pointed to <ManifestLink repository={repository} digest={deleted.digest} />
              </p>
            )}
            <p className="mt-1">
              {kept ? <Kept kept={kept} nowMs={nowMs} /> : 'The trash does not have it any more.'}
            </p>
          </>
        ) : (
          message
        )}
        {restore.error && (
          <div className="mt-3 text-left">
            <Failure error={restore.error} />
          </div>
        )}
      </Notice>
    </>
  );
}

type KeptEntry = NonNullable<FormerManifest['kept']>;

/** Until when it can be restored, and what comes back with it or who may do that. */
function Kept({ kept: { kind, tagCount, expiresAtMs, entry }, nowMs }: { kept: KeptEntry; nowMs: number }) {
  return (
    <>
      It goes for good <Time atMs={expiresAtMs} nowMs={nowMs} />.{' '}
      {kind === 'repository' && `It went with the repository and its ${counted(tagCount, 'tag')}. `}
      {kind === 'manifest' && tagCount > 0 && `${counted(tagCount, 'tag')} went with the manifest. `}
      {entry === null && 'Until then who deleted it can restore it, and administrators can.'}
    </>
  );
}

/** What comes back. */
function restored(kept: KeptEntry | null, what: 'manifest' | 'tag'): string {
  return kept?.kind === 'repository' ? 'repository' : kept?.kind === 'tag' ? 'tag' : what;
}
