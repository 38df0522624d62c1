import { ArrowRight } from 'lucide-react';
import type { ShownRecord } from '@/lib/dashboard/administration/audit-contract';
import { DigestChip } from '../digest/digest-chip';

/** From where to where a tag moved; null for nowhere. */
interface Move {
  from: string | null;
  to: string | null;
}

/** The move that a record tells of, if it does. */
export function moveOf({ detail }: Pick<ShownRecord, 'detail'>): Move | undefined {
  if (!detail || !('from' in detail) || !('to' in detail)) return undefined;
  const { from, to } = detail;
  const isDigest = (value: unknown) => value === null || (typeof value === 'string' && value.includes(':'));
  return isDigest(from) && isDigest(to) && from !== to ? ({ from, to } as Move) : undefined;
}

/** What a tag pointed to before and after. */
export function MovedDigest({ move: { from, to } }: { move: Move }) {
  return (
    <span className="relative z-10 hidden shrink-0 items-center xl:inline-flex">
      {from === null ? (
        <span className="text-ink-dim text-meta">new</span>
      ) : (
        <span className={to === null ? '' : 'hidden 2xl:inline-flex'}>
          <DigestChip digest={from} />
        </span>
      )}
      <ArrowRight className="mx-0.5 size-3.5 shrink-0 text-ink-dim" aria-hidden="true" />
      <span className="sr-only">to</span>
      {to === null ? <span className="text-ink-dim text-meta">removed</span> : <DigestChip digest={to} />}
    </span>
  );
}
