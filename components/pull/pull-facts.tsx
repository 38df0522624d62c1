import { Time } from '../ui/time';

interface PullFactsProps {
  pulls: number;
  pulledAtMs: number | null;
  /** Since when pulls are counted; null when nobody knows. */
  pullsSinceMs?: number | null;
  nowMs: number;
}

/** How often something was pulled, and when last. */
export function PullFacts({ pulls, pulledAtMs, pullsSinceMs = null, nowMs }: PullFactsProps) {
  if (pulledAtMs === null)
    return (
      <span className="text-ink-dim">
        0
        {pullsSinceMs !== null && (
          <>
            ; counting began <Time atMs={pullsSinceMs} nowMs={nowMs} />
          </>
        )}
      </span>
    );
  return (
    <>
      <span className="tabular-nums">{pulls.toLocaleString('en')}</span>
      <span className="text-ink-dim">
        , the last <Time atMs={Math.min(pulledAtMs, nowMs)} nowMs={nowMs} />
      </span>
    </>
  );
}

/** Who did something; nothing where nobody knows. */
export function By({ actor }: { actor: string | null }) {
  if (actor === null || actor === 'anonymous') return null;
  return (
    <span className="text-ink-dim">
      {' '}
      by <bdi className="[overflow-wrap:anywhere]">{actor}</bdi>
    </span>
  );
}
