'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { NewTokenAnswer } from '@/lib/dashboard/account/contracts';
import { refreshAccountMs } from '@/lib/dashboard/account/queries';
import { accessKey, accessQueries } from '@/lib/dashboard/administration/access-queries';
import { NewToken } from '../account/new-token';
import { Unloaded } from '../administration/unloaded';
import { useMayChange } from '../administration/use-may-change';
import { Notice } from '../feedback/notice';
import { MakeButton } from '../ui/make-button';
import { AccessFrame } from './access-frame';
import { AccountTokenForm } from './account-token-form';
import { AccountTokens } from './account-tokens';

/** The access tokens of everybody. */
export function TokenBrowser() {
  const client = useQueryClient();
  const mayChange = useMayChange();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<{ account: string; answer: NewTokenAnswer }>();
  const query = useQuery({
    ...accessQueries.tokens,
    refetchInterval: refreshAccountMs,
  });
  const { data } = query;
  return (
    <AccessFrame
      isOpen={data?.isOpen}
      action={mayChange && !isMaking && <MakeButton onClick={() => setMaking(true)}>Make a token</MakeButton>}
    >
      {isMaking && (
        <AccountTokenForm
          onClose={() => setMaking(false)}
          onMade={(account, answer) => {
            setMade({ account, answer });
            setMaking(false);
            void client.invalidateQueries({ queryKey: accessKey });
          }}
        />
      )}
      {made && (
        <NewToken
          key={made.answer.token.id}
          name={made.account}
          made={made.answer}
          onClose={() => setMade(undefined)}
        />
      )}
      <Unloaded what="The tokens" query={query} rows={4} />
      {data?.tokens.length === 0 && !isMaking && (
        <Notice Icon={KeyRound} title="There are no access tokens">
          A token stands for a password in a container client or a script. It can be narrowed, and ends by
          itself.
        </Notice>
      )}
      {data && data.tokens.length > 0 && (
        <AccountTokens
          tokens={data.tokens}
          nowMs={data.nowMs}
          mayChange={mayChange}
          onRotated={(answer, { account = '' }) => setMade({ account, answer })}
        />
      )}
    </AccessFrame>
  );
}
