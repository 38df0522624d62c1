'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { NewTokenAnswer } from '@/lib/dashboard/account/contracts';
import { refreshAccountMs } from '@/lib/dashboard/account/queries';
import { accessKey, accessQueries } from '@/lib/dashboard/administration/access-queries';
import { NewToken } from '../account/new-token';
import { ListSkeleton } from '../administration/list-skeleton';
import { useMayChange } from '../administration/use-may-change';
import { LoadError } from '../feedback/load-error';
import { Notice } from '../feedback/notice';
import { buttonClass } from '../ui/button';
import { AccessFrame } from './access-frame';
import { AccountTokenForm } from './account-token-form';
import { AccountTokens } from './account-tokens';

/** The access tokens of everybody. */
export function TokenBrowser() {
  const client = useQueryClient();
  const mayChange = useMayChange();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<{ account: string; answer: NewTokenAnswer }>();
  const { data, error, isFetching, refetch } = useQuery({
    ...accessQueries.tokens,
    refetchInterval: refreshAccountMs,
  });
  return (
    <AccessFrame
      isOpen={data?.isOpen}
      action={
        mayChange &&
        !isMaking && (
          <button type="button" className={buttonClass('primary')} onClick={() => setMaking(true)}>
            <Plus className="size-3.5" aria-hidden="true" />
            Make a token
          </button>
        )
      }
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
      {made && <NewToken name={made.account} made={made.answer} onClose={() => setMade(undefined)} />}
      {!data && error && (
        <LoadError what="The tokens" error={error} retrying={isFetching} onRetry={() => void refetch()} />
      )}
      {!data && !error && <ListSkeleton what="tokens" rows={4} />}
      {data?.tokens.length === 0 && !isMaking && (
        <Notice Icon={KeyRound} title="There are no access tokens">
          A token stands for a password in a container client or a script. It can be narrowed, and ends by
          itself.
        </Notice>
      )}
      {data && data.tokens.length > 0 && (
        <AccountTokens tokens={data.tokens} nowMs={data.nowMs} mayChange={mayChange} />
      )}
    </AccessFrame>
  );
}
