import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { checkTitle } from '@/lib/dashboard/administration/health-words';
import type { HealthCheck } from '@/lib/dashboard/health-contract';
import { Ticked } from '../administration/ticked';
import { DigestChip } from '../digest/digest-chip';

const faces = {
  ok: { Icon: CircleCheck, colour: 'text-accent-ink', word: 'Well', rank: 2 },
  warning: { Icon: TriangleAlert, colour: 'text-amber', word: 'Warning', rank: 1 },
  failing: { Icon: CircleX, colour: 'text-danger', word: 'Failing', rank: 0 },
};

/** Checks whose cure is a run that can be begun on the page of storage. */
const begunThere: ReadonlySet<string> = new Set(['consistency', 'verification', 'collection', 'disk-space']);

/** Every check of the server, the worst first: what was found, and what to do about it. */
export function CheckList({ checks }: { checks: readonly HealthCheck[] }) {
  const sorted = [...checks].sort((a, b) => faces[a.status].rank - faces[b.status].rank);
  return (
    <ul aria-label="Checks" className="divide-y divide-line rounded-box border border-line bg-surface">
      {sorted.map(({ name, status, detail, whatToDo, data }) => {
        const { Icon, colour, word } = faces[status];
        return (
          <li
            data-row
            key={name}
            className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3 px-4 py-2.5 text-table md:grid-cols-[1rem_15rem_minmax(0,1fr)]"
          >
            <Icon className={`mt-0.5 size-4 shrink-0 ${colour}`} role="img" aria-label={word} />
            <span className="font-medium">{checkTitle(name)}</span>
            <div className="min-w-0 max-md:col-start-2 [overflow-wrap:anywhere]">
              <p className="text-ink-soft">
                <Ticked text={detail} />
              </p>
              {whatToDo !== null && (
                <p className="mt-0.5">
                  <Ticked text={whatToDo} />{' '}
                  {begunThere.has(name) && (
                    <Link
                      href="/storage"
                      className="rounded-control font-medium text-accent-ink underline underline-offset-2"
                    >
                      Open storage
                    </Link>
                  )}
                </p>
              )}
              {name === 'quarantine' && <Corrupt digests={data.digests} healed={data.healed} />}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** The corrupt files by digest, and whether a push healed them. */
function Corrupt({ digests, healed }: { digests: unknown; healed: unknown }) {
  const [all, well] = [digests, healed].map((list) => (Array.isArray(list) ? list.map(String) : []));
  if (!all || all.length === 0) return null;
  return (
    <ul aria-label="Corrupt content" className="mt-1.5">
      {all.map((digest) => (
        <li key={digest} className="flex flex-wrap items-center gap-x-2">
          <DigestChip digest={digest} className="-ml-1.5" />
          <span className="text-ink-dim text-meta">
            {well?.includes(digest) ? 'healed by a push' : 'not served: push it again to heal it'}
          </span>
        </li>
      ))}
    </ul>
  );
}
