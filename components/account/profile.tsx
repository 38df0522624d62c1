import type { ReactNode } from 'react';
import { Time } from '../ui/time';

interface ProfileProps {
  account: {
    name: string;
    role: string;
    groups: string[];
    source: 'database' | 'htpasswd' | 'oidc';
    /** What the provider of OpenID Connect is called. */
    provider: string | null;
    createdAtMs: number | null;
    note: string | null;
    nowMs: number;
  };
}

const rights: Record<string, string> = {
  administrator: 'May do everything, except what a rule forbids.',
  auditor: 'Reads everything, and changes nothing.',
  user: 'May do what the rules of this registry allow.',
};

/** Who somebody is, as the registry knows them. */
export function Profile({ account }: ProfileProps) {
  const { name, role, groups, source, provider, createdAtMs, note, nowMs } = account;
  return (
    <dl className="divide-y divide-line rounded-box border border-line bg-surface">
      <Fact term="Name">
        <span className="font-medium">{name}</span>
        {note !== null && <span className="text-ink-dim"> · {note}</span>}
      </Fact>
      <Fact term="Role">
        <span className="capitalize">{role}</span>
        <span className="block text-ink-dim text-meta">{rights[role]}</span>
      </Fact>
      <Fact term="Groups">
        {groups.length === 0 ? (
          <span className="text-ink-dim">None</span>
        ) : (
          <ul className="flex flex-wrap gap-1.5">
            {groups.map((group) => (
              <li
                key={group}
                className="rounded-control bg-sunken px-2 py-0.5 text-meta [overflow-wrap:anywhere]"
              >
                {group}
              </li>
            ))}
          </ul>
        )}
      </Fact>
      <Fact term="Kept in">
        {keptIn(source, provider)}
        {createdAtMs !== null && (
          <span className="text-ink-dim">
            {' '}
            · made <Time atMs={createdAtMs} nowMs={nowMs} />
          </span>
        )}
      </Fact>
    </dl>
  );
}

function keptIn(source: ProfileProps['account']['source'], provider: string | null): string {
  switch (source) {
    case 'oidc':
      return `${provider ?? 'OpenID Connect'}, with which you sign in`;
    case 'htpasswd':
      return 'The htpasswd file of this registry';
    case 'database':
      return 'The database of this registry';
  }
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-3 px-4 py-2.5 text-table">
      <dt className="text-ink-dim">{term}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
