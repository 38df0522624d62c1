import { Ban, Check } from 'lucide-react';
import type { RuleList } from '@/lib/dashboard/administration/access-contract';
import { buttonClass } from '../ui/button';

/** The columns of the list: the rule, who, what, where, what can be done. */
export const ruleColumns = 'gap-x-4 lg:grid-cols-[11rem_minmax(0,1fr)_minmax(0,0.8fr)_minmax(0,1.2fr)_6rem]';

interface RuleRowProps {
  rule: RuleList['rules'][number];
  /** Absent for a rule that can not be removed here. */
  onRemove: (() => void) | undefined;
}

/** One rule: whether it allows or forbids, whom, what, where. */
export function RuleRow({ rule, onRemove }: RuleRowProps) {
  const { id, effect, subjects, repositories, actions, note } = rule;
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
      <span className="min-w-0 [overflow-wrap:anywhere]">{actions.join(', ')}</span>
      <code className="min-w-0 font-mono text-meta [overflow-wrap:anywhere]">{repositories.join(', ')}</code>
      {onRemove && (
        <button
          type="button"
          className={buttonClass('plain', 'justify-self-start lg:justify-self-end')}
          onClick={onRemove}
          aria-label={`Remove ${id}`}
        >
          Remove
        </button>
      )}
    </li>
  );
}
