import { clsx } from 'clsx';
import { Bot, UserRound } from 'lucide-react';
import Link from 'next/link';
import type { Account } from '@/lib/dashboard/administration/access-contract';
import { Time } from '../ui/time';

/** The columns of the list: who, role, groups, where it is kept, signed in. */
export const accountColumns =
  'grid-cols-[minmax(0,1fr)_auto] gap-x-4 lg:grid-cols-[minmax(0,1.2fr)_8rem_minmax(0,1fr)_7rem_9rem]';

const sources = { database: 'database', htpasswd: 'htpasswd', oidc: 'provider' };

/** One account, which leads to its page. */
export function AccountRow({ account, nowMs }: { account: Account; nowMs: number }) {
  const { name, kind, role, groups, source, isDisabled, signedInAtMs, note } = account;
  const Icon = kind === 'robot' ? Bot : UserRound;
  return (
    <li
      data-row
      className={`relative grid items-center px-4 py-2 text-table transition-colors hover:bg-sunken lg:h-10 lg:py-0 ${accountColumns}`}
    >
      <span className="flex min-w-0 items-center gap-2.5">
        <Icon className="size-4 shrink-0 text-ink-dim" aria-hidden="true" />
        <Link
          href={`/access/users/${encodeURIComponent(name)}`}
          prefetch={false}
          data-row-link
          className="min-w-0 truncate rounded-control font-medium after:absolute after:inset-0"
        >
          {name}
        </Link>
        {isDisabled && (
          <span className="rounded-control bg-sunken px-1.5 text-ink-soft text-meta">disabled</span>
        )}
        {note !== null && <span className="hidden min-w-0 truncate text-ink-dim sm:inline">{note}</span>}
      </span>
      <span className={clsx('max-lg:text-right', role === 'user' ? 'text-ink-soft' : 'font-medium')}>
        {role}
      </span>
      {/* On narrow screens it stands below the name. */}
      <span className="min-w-0 truncate text-ink-soft max-lg:ml-6.5 max-lg:text-meta">
        {groups.join(', ')}
      </span>
      <span className="text-ink-dim max-lg:hidden">{sources[source]}</span>
      <span className="text-ink-dim max-lg:text-right max-lg:text-meta">
        {signedInAtMs === null ? 'never signed in' : <Time atMs={signedInAtMs} nowMs={nowMs} />}
      </span>
    </li>
  );
}
