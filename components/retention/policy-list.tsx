import type { RetentionAnswer, ShownPolicy } from '@/lib/dashboard/administration/retention-contract';
import { PolicyActions } from './policy-actions';

interface PolicyListProps extends Pick<RetentionAnswer, 'policies'> {
  /** Whether those of the database can be changed here. */
  mayChange?: boolean;
}

/** The policies in their order: about which repositories, what each says, and where it stands. */
export function PolicyList({ policies, mayChange = false }: PolicyListProps) {
  return (
    <ol aria-label="Policies" className="divide-y divide-line rounded-box border border-line bg-surface">
      {policies.map((policy) => (
        <li
          key={policy.place}
          className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3 text-table [overflow-wrap:anywhere]"
        >
          <div className="min-w-0">
            <p className="font-medium">
              <bdi>{policy.name}</bdi>{' '}
              <code className="font-mono font-normal text-ink-soft text-meta">
                {policy.repositories.join(', ')}
              </code>
            </p>
            <p className="text-ink-soft">
              {policy.says.length === 0 ? 'removes nothing' : policy.says.join('; ')}
            </p>
            <p className="text-ink-dim text-meta">{placeWords(policy)}</p>
          </div>
          {mayChange && policy.stored && <PolicyActions name={policy.name} stored={policy.stored} />}
        </li>
      ))}
    </ol>
  );
}

function placeWords({ place, stored }: ShownPolicy): string {
  if (stored)
    return `${stored.isEnabled ? '' : 'Switched off. '}${place}, of the dashboard, changed last by ${stored.changedBy}`;
  return place.startsWith('retention.')
    ? `${place}, of the configuration: it is changed there, and counts from the next start`
    : `${place}, of the dashboard`;
}
