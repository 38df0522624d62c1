import type { ReactNode } from 'react';
import { counted } from '@/lib/dashboard/administration/counted';
import type { RepositoryUsage } from '@/lib/dashboard/usage/usage-contracts';
import { ContentLink } from '../ui/content-link';
import { Size } from '../ui/size';
import { Time } from '../ui/time';

/** What a repository holds, as one bar of what is its own and what others need too, and the figures beside it. */
export function UsageSummary({ usage }: { usage: RepositoryUsage }) {
  const { nowMs, bytes, uniqueBytes, sharedBytes, exact } = usage;
  const share = (part: number) => (part / Math.max(bytes, 1)) * 100;
  return (
    <div className="rounded-box border border-line bg-surface p-4">
      <svg
        className="h-3 w-full overflow-hidden rounded-[4px] bg-sunken"
        viewBox="0 0 100 1"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <rect width={share(uniqueBytes)} height="1" className="fill-accent" />
        <rect x={share(uniqueBytes)} width={share(sharedBytes)} height="1" className="fill-ink-dim" />
      </svg>
      <ul aria-label="Whose its bytes are" className="mt-3 flex flex-wrap gap-x-6 gap-y-1.5 text-table">
        <li className="flex items-center gap-2">
          <span className="size-2.5 rounded-[3px] bg-accent" aria-hidden="true" />
          <span className="text-ink-soft">Its own{!exact && ', at least'}</span>
          <Size bytes={uniqueBytes} />
        </li>
        <li className="flex items-center gap-2">
          <span className="size-2.5 rounded-[3px] bg-ink-dim" aria-hidden="true" />
          <span className="text-ink-soft">Shared{!exact && ', at most'}</span>
          <Size bytes={sharedBytes} />
        </li>
      </ul>
      <dl className="mt-4 grid gap-x-6 gap-y-3 border-line border-t pt-4 text-table sm:grid-cols-2 lg:grid-cols-5">
        <Fact name="Size">
          <Size bytes={bytes} />
        </Fact>
        <Fact name="Tags and manifests">
          {counted(usage.tags, 'tag')}, {counted(usage.manifests, 'manifest')}
        </Fact>
        <Fact name="Last push">
          {usage.pushedAtMs === null ? 'no tag' : <Time atMs={usage.pushedAtMs} nowMs={nowMs} />}
          {usage.pushedBy !== null && usage.pushedBy !== 'anonymous' && (
            <bdi className="text-ink-dim"> {usage.pushedBy}</bdi>
          )}
        </Fact>
        <Fact name="Pulls in 30 days">
          {usage.recentPulls === null
            ? `${counted(usage.pulls, 'pull')} in all, not known for 30 days yet`
            : usage.recentPulls.toLocaleString('en')}
        </Fact>
        <Fact name="Last pull">
          {usage.pulledAtMs === null ? 'never' : <Time atMs={usage.pulledAtMs} nowMs={nowMs} />}
        </Fact>
      </dl>
    </div>
  );
}

/** The repositories that need some of the same, and how much. */
export function SharerList({ usage: { sharers, sharerCount, exact } }: { usage: RepositoryUsage }) {
  const more = sharerCount - sharers.length;
  return (
    <>
      <ul
        aria-label="Repositories that share its content"
        className="divide-y divide-line rounded-box border border-line bg-surface"
      >
        {sharers.map(({ repository, bytes }) => (
          <li key={repository} className="flex items-center justify-between gap-4 px-4 py-2 text-table">
            <span className="flex min-w-0 font-medium">
              <ContentLink repository={repository} />
            </span>
            <Size bytes={bytes} />
          </li>
        ))}
      </ul>
      {(more > 0 || !exact) && (
        <p className="mt-2 text-ink-dim text-meta">
          And {exact ? '' : 'at least '}
          {counted(Math.max(more, 1), 'other')}.
        </p>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-ink-dim text-meta">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
