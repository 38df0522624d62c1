import type { OwnToken } from '@/lib/dashboard/account/contracts';
import { buttonClass } from '../ui/button';
import { Time } from '../ui/time';

interface TokenRowProps {
  token: OwnToken;
  /** The server's clock. */
  nowMs: number;
  /** Whose it is, where that is not told already. */
  owner?: string;
  /** Otherwise what they are called. */
  who?: 'you' | 'they';
  /** What is done with it; absent for who may only look at it. */
  actions?: { onRotate: () => void; onRevoke: () => void } | undefined;
}

/** One access token: what it is called, what it is for, until when, and when it was last used. */
export function TokenRow({ token, nowMs, owner, who = 'you', actions }: TokenRowProps) {
  const { label, grants, createdAtMs, expiresAtMs } = token;
  const hasExpired = expiresAtMs !== null && expiresAtMs <= nowMs;
  return (
    <li data-row className="flex items-center gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium text-table [overflow-wrap:anywhere]">
          {owner !== undefined && <span className="text-ink-dim">{owner} / </span>}
          <bdi>{label}</bdi>
          {hasExpired && (
            <span className="ml-2 rounded-control bg-sunken px-1.5 py-px text-ink-dim text-meta">
              Expired
            </span>
          )}
        </p>
        <p className="text-ink-soft text-meta [overflow-wrap:anywhere]">
          {grants === null
            ? `All that ${owner ?? who} may do`
            : grants.map(({ actions: allowed, repositories }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: they have no names, and never change.
                <span key={index} className="block">
                  {allowed.join(', ')} in <code className="font-mono">{repositories.join(', ')}</code>
                </span>
              ))}
        </p>
        <p className="text-ink-dim text-meta">
          <LastUse token={token} nowMs={nowMs} /> · made <Time atMs={createdAtMs} nowMs={nowMs} /> ·{' '}
          {expiresAtMs === null ? (
            'never ends by itself'
          ) : (
            <>
              {hasExpired ? 'ended' : 'ends'} <Time atMs={expiresAtMs} nowMs={nowMs} />
            </>
          )}
        </p>
      </div>
      {actions && (
        <div className="flex shrink-0 flex-col gap-2 sm:flex-row">
          <button
            type="button"
            className={buttonClass('plain')}
            onClick={actions.onRotate}
            aria-label={`Rotate token ${label}`}
          >
            Rotate
          </button>
          <button
            type="button"
            className={buttonClass('plain')}
            onClick={actions.onRevoke}
            aria-label={`Revoke token ${label}`}
          >
            Revoke
          </button>
        </div>
      )}
    </li>
  );
}

function LastUse({ token: { usedAtMs, usedFrom }, nowMs }: { token: OwnToken; nowMs: number }) {
  if (usedAtMs === null) return 'never used';
  return (
    <>
      used <Time atMs={usedAtMs} nowMs={nowMs} />
      {usedFrom !== null && (
        <>
          {' '}
          from <span className="font-mono [overflow-wrap:anywhere]">{usedFrom}</span>
        </>
      )}
    </>
  );
}
