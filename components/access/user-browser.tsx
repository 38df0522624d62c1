'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { UserRound } from 'lucide-react';
import { useState } from 'react';
import { refreshAccountMs } from '@/lib/dashboard/account/queries';
import type { AccountSecret } from '@/lib/dashboard/administration/access-contract';
import { accessKey, accessQueries } from '@/lib/dashboard/administration/access-queries';
import { ListHead } from '../administration/list-head';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Notice } from '../feedback/notice';
import { MakeButton } from '../ui/make-button';
import { moveBetweenRows } from '../ui/move-between-rows';
import { AccessFrame } from './access-frame';
import { AccountRow, accountColumns } from './account-row';
import { NewAccountForm } from './new-account-form';
import { SecretPanel } from './secret-panel';

/** Who may come in: users and robots. */
export function UserBrowser() {
  const client = useQueryClient();
  const mayChange = useMayChange();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<{ secret: AccountSecret; what: 'password' | 'access token' }>();
  const query = useQuery({
    ...accessQueries.users,
    refetchInterval: refreshAccountMs,
  });
  const { data } = query;
  return (
    <AccessFrame
      isOpen={data?.isOpen}
      action={
        mayChange && !isMaking && <MakeButton onClick={() => setMaking(true)}>Make an account</MakeButton>
      }
    >
      {isMaking && (
        <NewAccountForm
          onClose={() => setMaking(false)}
          onMade={(secret, kind) => {
            setMade({ secret, what: kind === 'robot' ? 'access token' : 'password' });
            setMaking(false);
            void client.invalidateQueries({ queryKey: accessKey });
          }}
        />
      )}
      {made && <SecretPanel made={made.secret} what={made.what} onClose={() => setMade(undefined)} />}
      <Unloaded what="The users" query={query} />
      {data && data.accounts.length === 0 && (
        <Notice Icon={UserRound} title="There are no users">
          Make an account for each person, and a robot for each program.
        </Notice>
      )}
      {data && data.accounts.length > 0 && (
        <div className="rounded-box border border-line bg-surface">
          <ListHead columns={accountColumns}>
            <span>Name</span>
            <span>Role</span>
            <span>Groups</span>
            <span>Kept in</span>
            <span>Signed in</span>
          </ListHead>
          <ul aria-label="Accounts" onKeyDown={moveBetweenRows} className="divide-y divide-line">
            {data.accounts.map((account) => (
              <AccountRow key={account.name} account={account} nowMs={data.nowMs} />
            ))}
          </ul>
        </div>
      )}
    </AccessFrame>
  );
}
