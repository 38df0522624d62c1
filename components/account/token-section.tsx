'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { NewTokenAnswer, OwnToken } from '@/lib/dashboard/account/contracts';
import { accountKeys, refreshAccountMs, tokensQuery } from '@/lib/dashboard/account/queries';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { timeWords } from '@/lib/dashboard/time-words';
import { announce } from '../feedback/announcer';
import { LoadError } from '../feedback/load-error';
import { Notice } from '../feedback/notice';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { MakeButton } from '../ui/make-button';
import { AccountSection } from './account-section';
import { NewToken } from './new-token';
import { RotateToken } from './rotate-token';
import { TokenForm } from './token-form';
import { TokenRow } from './token-row';

/** The access tokens of somebody: what there is, another one, and the end of one. */
export function TokenSection({ name }: { name: string }) {
  const client = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<NewTokenAnswer>();
  const [doomed, setDoomed] = useState<OwnToken>();
  const [old, setOld] = useState<OwnToken>();
  const { data, error, isFetching, refetch } = useQuery({
    ...tokensQuery,
    refetchInterval: refreshAccountMs,
  });
  const refresh = () => client.invalidateQueries({ queryKey: accountKeys.tokens });
  const revoke = useMutation({
    mutationFn: ({ id }: OwnToken) => sendJson('DELETE', `/api/v1/tokens/${id}`),
    onSuccess: (_, { id, label }) => {
      setDoomed(undefined);
      if (made?.token.id === id) setMade(undefined);
      announce(`Token ${label} revoked`);
      return refresh();
    },
  });
  return (
    <AccountSection
      title="Access tokens"
      about="A token stands for your password in a container client or a script. It can be narrowed, and ends by itself."
      action={!isMaking && <MakeButton onClick={() => setMaking(true)}>Make a token</MakeButton>}
    >
      {isMaking && (
        <TokenForm
          onClose={() => setMaking(false)}
          onMade={(answer) => {
            setMade(answer);
            setMaking(false);
            void refresh();
          }}
        />
      )}
      {made && <NewToken key={made.token.id} name={name} made={made} onClose={() => setMade(undefined)} />}
      {!data && error && (
        <LoadError what="Tokens" error={error} retrying={isFetching} onRetry={() => void refetch()} />
      )}
      {data?.tokens.length === 0 && !isMaking && (
        <Notice Icon={KeyRound} title="No access tokens">
          Make one for each machine: then you can end one without the others.
        </Notice>
      )}
      {data && data.tokens.length > 0 && (
        <ul
          aria-label="Access tokens"
          className="divide-y divide-line rounded-box border border-line bg-surface"
        >
          {data.tokens.map((token) => (
            <TokenRow
              key={token.id}
              token={token}
              nowMs={data.nowMs}
              actions={{
                onRotate: () => setOld(token),
                onRevoke: () => {
                  revoke.reset();
                  setDoomed(token);
                },
              }}
            />
          ))}
        </ul>
      )}
      {old && (
        <RotateToken
          token={old}
          path="/api/v1/tokens"
          onRotated={(answer) => {
            setOld(undefined);
            setMade(answer);
            void refresh();
          }}
          onClose={() => setOld(undefined)}
        />
      )}
      {doomed && (
        <ConfirmDialog
          title={`Revoke the token “${doomed.label}”?`}
          action="Revoke token"
          doing="Revoking"
          isDoing={revoke.isPending}
          problem={revoke.error}
          onConfirm={() => !revoke.isPending && revoke.mutate(doomed)}
          onClose={() => setDoomed(undefined)}
        >
          Whatever signs in with it is refused from now on.{' '}
          {lastUse(doomed, data?.nowMs ?? doomed.createdAtMs)}
        </ConfirmDialog>
      )}
    </AccountSection>
  );
}

function lastUse({ usedAtMs, usedFrom }: OwnToken, nowMs: number): string {
  if (usedAtMs === null) return 'It was never used.';
  return `It was last used ${timeWords(usedAtMs, nowMs)}${usedFrom === null ? '' : ` from ${usedFrom}`}.`;
}
