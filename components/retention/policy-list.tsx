import type { RetentionAnswer } from '@/lib/dashboard/administration/retention-contract';

/** The policies in their order: about which repositories, and what each says. */
export function PolicyList({ policies }: Pick<RetentionAnswer, 'policies'>) {
  return (
    <ol aria-label="Policies" className="divide-y divide-line rounded-box border border-line bg-surface">
      {policies.map(({ name, repositories, says }) => (
        <li key={name} className="px-4 py-3 text-table [overflow-wrap:anywhere]">
          <p className="font-medium">
            <bdi>{name}</bdi>{' '}
            <code className="font-mono font-normal text-ink-soft text-meta">{repositories.join(', ')}</code>
          </p>
          <p className="text-ink-soft">{says.length === 0 ? 'removes nothing' : says.join('; ')}</p>
        </li>
      ))}
    </ol>
  );
}
