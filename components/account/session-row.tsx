import { Monitor, Smartphone, SquareTerminal } from 'lucide-react';
import type { OwnSession } from '@/lib/dashboard/account/contracts';
import { clientName } from '@/lib/dashboard/client-name';
import { buttonClass } from '../ui/button';
import { Time } from '../ui/time';

const icons = { desktop: Monitor, phone: Smartphone, program: SquareTerminal };

interface SessionRowProps {
  session: OwnSession;
  /** The server's clock. */
  nowMs: number;
  isEnding: boolean;
  /** Absent for who may only look at it. */
  onEnd?: (() => void) | undefined;
}

/** One browser in which somebody is signed in. */
export function SessionRow({ session, nowMs, isEnding, onEnd }: SessionRowProps) {
  const { text, kind } = clientName(session.client);
  const Icon = icons[kind];
  const address = session.address ?? 'an unknown address';
  return (
    <li data-row className="flex items-center gap-3 px-4 py-3">
      <Icon className="size-5 shrink-0 text-ink-dim" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 text-table">
          <span className="min-w-0 truncate font-medium" title={session.client ?? undefined}>
            {text}
          </span>
          {session.isThis && (
            <span className="rounded-control bg-sunken px-1.5 py-px font-medium text-accent-ink text-meta">
              This browser
            </span>
          )}
        </p>
        <p className="text-ink-dim text-meta [overflow-wrap:anywhere]">
          <span className="font-mono">{address}</span> · seen <Time atMs={session.seenAtMs} nowMs={nowMs} /> ·
          signed in <Time atMs={session.createdAtMs} nowMs={nowMs} />
        </p>
      </div>
      {!session.isThis && onEnd && (
        <button
          type="button"
          className={buttonClass('plain', 'shrink-0')}
          onClick={onEnd}
          aria-disabled={isEnding}
          aria-label={`Sign out ${text} at ${address}`}
        >
          {isEnding ? 'Signing out' : 'Sign out'}
        </button>
      )}
    </li>
  );
}
