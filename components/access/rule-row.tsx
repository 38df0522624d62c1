import { Ban, Check } from 'lucide-react';
import type { RuleList } from '@/lib/dashboard/administration/access-contract';
import { buttonClass } from '../ui/button';

/** The columns of the list: the rule, who, what, where, what can be done. */
export const ruleColumns =
  'gap-x-4 lg:grid-cols-[10rem_minmax(0,1fr)_minmax(0,0.8fr)_minmax(0,1.2fr)_9.5rem]';

interface RuleRowProps {
  rule: RuleList['rules'][number];
  /** Absent for a rule that can not be changed here. */
  actions: { onEdit: () => void; onRemove: () => void } | undefined;
}

/** One rule: whether it allows or forbids, whom, what, where. */
export function RuleRow({ rule, actions }: RuleRowProps) {
  const { id, effect, subjects, repositories, note } = rule;
  const Icon = effect === 'allow' ? Check : Ban;
  return (
    <li data-row className={`grid items-center gap-y-1 px-4 py-2 text-table lg:min-h-10 ${ruleColumns}`}>
      <span className="min-w-0">
        <span className="flex items-center gap-1.5 font-medium">
          <Icon
            className={`size-4 shrink-0 ${effect === 'allow' ? 'text-accent-ink' : 'text-danger'}`}
            aria-hidden="true"
          />
          {effect === 'allow' ? 'Allows' : 'Forbids'}
        </span>
        <span className="block truncate text-ink-dim text-meta" title={id}>
          {id}
        </span>
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {subjects.join(', ')}
        {note !== null && <span className="block text-ink-dim text-meta">{note}</span>}
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">{rule.actions.join(', ')}</span>
      <code className="min-w-0 font-mono text-meta [overflow-wrap:anywhere]">{repositories.join(', ')}</code>
      {actions && (
        <span className="flex gap-2 lg:justify-end">
          <button
            type="button"
            className={buttonClass('plain')}
            onClick={actions.onEdit}
            aria-label={`Edit ${id}`}
          >
            Edit
          </button>
          <button
            type="button"
            className={buttonClass('plain')}
            onClick={actions.onRemove}
            aria-label={`Remove ${id}`}
          >
            Remove
          </button>
        </span>
      )}
    </li>
  );
}
