import type { ReactNode } from 'react';
import type { Account } from '@/lib/dashboard/administration/access-contract';
import { Time } from '../ui/time';

const sources = {
  database: 'the database of this registry',
  htpasswd: 'the htpasswd file, where it is changed',
  oidc: 'the identity provider',
};

/** Who an account is, as the registry knows it. */
export function AccountFacts({ account, nowMs }: { account: Account; nowMs: number }) {
  const { role, groups, source, isDisabled, signedInAtMs, createdAtMs, note } = account;
  return (
    <dl className="mb-4 grid max-w-4xl gap-x-8 rounded-box border border-line bg-surface px-4 py-1 text-table sm:grid-cols-2">
      <Fact term="Role">
        {role}
        {isDisabled && <span className="text-amber"> · disabled: may not sign in</span>}
      </Fact>
      <Fact term="Groups">{groups.length === 0 ? 'none' : groups.join(', ')}</Fact>
      <Fact term="Kept in">{sources[source]}</Fact>
      <Fact term="Signed in">
        {signedInAtMs === null ? 'never' : <Time atMs={signedInAtMs} nowMs={nowMs} />}
      </Fact>
      {createdAtMs !== null && (
        <Fact term="Made">
          <Time atMs={createdAtMs} nowMs={nowMs} />
        </Fact>
      )}
      {note !== null && <Fact term="Note">{note}</Fact>}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[6rem_minmax(0,1fr)] gap-3 py-2">
      <dt className="text-ink-dim">{term}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
