'use client';

import { useRouter } from 'next/navigation';
import type { FormEvent } from 'react';
import type { AuditQuery } from '@/lib/dashboard/administration/audit-contract';
import { withQuery } from '@/lib/dashboard/repository-path';
import { buttonClass } from '../ui/button';
import { controlClass } from '../ui/field';
import { textIn } from '../ui/form-values';

const fields = [
  { name: 'actor', label: 'Who', placeholder: 'alice' },
  { name: 'action', label: 'Action', placeholder: 'tag.delete, or tag' },
  { name: 'repository', label: 'Repository', placeholder: 'team/app' },
  { name: 'result', label: 'Result', placeholder: 'ok, DENIED' },
  { name: 'since', label: 'Since', placeholder: '24h or 2026-01-31' },
  { name: 'until', label: 'Until', placeholder: '1h' },
] as const;

/** What the list is narrowed to; it stands in the address. */
export function AuditFilters({ query, actions }: { query: AuditQuery; actions: readonly string[] }) {
  const router = useRouter();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const texts = fields.map(({ name }) => [name, textIn(given, name)] as const);
    router.push(withQuery('/audit', Object.fromEntries(texts)));
  };
  return (
    <form
      action="/audit"
      onSubmit={submit}
      aria-label="Filter"
      key={JSON.stringify(query)}
      className="mb-4 grid grid-cols-2 items-end gap-2 md:grid-cols-4 xl:grid-cols-[repeat(6,minmax(0,1fr))_auto]"
    >
      {fields.map(({ name, label, placeholder }) => (
        <label key={name} className="text-ink-dim text-meta">
          {label}
          <input
            name={name}
            defaultValue={query[name] ?? ''}
            placeholder={placeholder}
            list={name === 'action' ? 'audit-actions' : undefined}
            maxLength={256}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className={controlClass('mt-1 text-ink')}
          />
        </label>
      ))}
      <datalist id="audit-actions">
        {actions.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
      <button type="submit" className={buttonClass('plain', 'h-9')}>
        Filter
      </button>
    </form>
  );
}
