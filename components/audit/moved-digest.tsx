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

/** What a tag pointed to before and after; where there is no room for that, that it moved. */
export function MovedDigest({ move: { from, to } }: { move: Move }) {
  return (
    <>
      <span className="hidden shrink-0 text-ink-dim text-meta xl:inline 2xl:hidden">
        {from === null ? 'new' : to === null ? 'removed' : 'moved'}
      </span>
      <span className="relative z-10 hidden shrink-0 items-center 2xl:inline-flex">
        {from === null ? word('new') : <DigestChip digest={from} />}
        <ArrowRight className="mx-0.5 size-3.5 shrink-0 text-ink-dim" aria-hidden="true" />
        <span className="sr-only">to</span>
        {to === null ? word('removed') : <DigestChip digest={to} />}
      </span>
    </>
  );
}

function word(text: string) {
  return <span className="text-ink-dim text-meta">{text}</span>;
}
