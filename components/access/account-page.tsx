'use client';

import { useQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import type { NewTokenAnswer } from '@/lib/dashboard/account/contracts';
import type { AccountSecret } from '@/lib/dashboard/administration/access-contract';
import { accountQuery } from '@/lib/dashboard/administration/access-queries';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { refreshMs } from '@/lib/dashboard/list-queries';
import { NewToken } from '../account/new-token';
import { Panel } from '../administration/panel';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Notice } from '../feedback/notice';
import { Breadcrumbs } from '../layout/breadcrumbs';
import { PageHeader } from '../layout/page-header';
import { buttonClass } from '../ui/button';
import { AccountActions } from './account-actions';
import { AccountFacts } from './account-facts';
import { AccountSessions } from './account-sessions';
import { AccountTokens } from './account-tokens';
import { SecretPanel } from './secret-panel';

/** One account: who it is, where it is signed in, its tokens, and what can be done about it. */
export function AccountPage({ name }: { name: string }) {
  const mayChange = useMayChange();
  const [secret, setSecret] = useState<AccountSecret>();
  const [rotated, setRotated] = useState<NewTokenAnswer>();
  const query = useQuery({
    ...accountQuery(name),
    refetchInterval: refreshMs,
  });
  const { data, error } = query;
  const isGone = error instanceof ApiError && error.status === 404;
  return (
    <>
      <Breadcrumbs trail={[{ href: '/access/users', word: 'Access' }]} />
      <PageHeader title={<span className="[overflow-wrap:anywhere]">{name}</span>} />
      {isGone && (
        <Notice
          Icon={SearchX}
          title="There is nobody of this name"
          actions={
            <Link href="/access/users" className={buttonClass('plain')}>
              Show all users
            </Link>
          }
        >
          The account was removed, or its name is misspelled.
        </Notice>
      )}
      {!isGone && <Unloaded what="The account" query={query} rows={4} />}
      {data && !isGone && (
        <>
          {secret && <SecretPanel made={secret} what="password" onClose={() => setSecret(undefined)} />}
          <AccountFacts account={data.account} nowMs={data.nowMs} />
          {mayChange && <AccountActions account={data.account} onSecret={setSecret} />}
          {data.account.kind === 'user' && (
            <Panel title="Sessions" about="Where they are signed in to this dashboard.">
              <AccountSessions
                name={name}
                sessions={data.sessions}
                nowMs={data.nowMs}
                mayChange={mayChange}
              />
            </Panel>
          )}
          <Panel title="Access tokens" about="What they sign in with in the place of a password.">
            {rotated && (
              <NewToken
                key={rotated.token.id}
                name={name}
                made={rotated}
                onClose={() => setRotated(undefined)}
              />
            )}
            <AccountTokens
              tokens={data.tokens}
              nowMs={data.nowMs}
              mayChange={mayChange}
              onRotated={setRotated}
            />
          </Panel>
        </>
      )}
    </>
  );
}
