'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { NewTokenAnswer, OwnToken } from '@/lib/dashboard/account/contracts';
import { accessKey } from '@/lib/dashboard/administration/access-queries';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { RotateToken } from '../account/rotate-token';
import { TokenRow } from '../account/token-row';
import { announce } from '../feedback/announcer';
import { ConfirmDialog } from '../ui/confirm-dialog';

type Token = OwnToken & { account?: string };

interface AccountTokensProps {
  tokens: readonly Token[];
  nowMs: number;
  mayChange: boolean;
  /** Gets the token that stands in the place of an old one, the only time that its text is known. */
  onRotated: (answer: NewTokenAnswer, old: Token) => void;
}

/** Access tokens, another in the place of one, and the end of one. */
export function AccountTokens({ tokens, nowMs, mayChange, onRotated }: AccountTokensProps) {
  const client = useQueryClient();
  const [doomed, setDoomed] = useState<OwnToken>();
  const [old, setOld] = useState<Token>();
  const revoke = useMutation({
    mutationFn: ({ id }: OwnToken) => sendJson('DELETE', `/api/v1/access/tokens/${id}`),
    onSuccess: async (_, { label }) => {
      setDoomed(undefined);
      announce(`Token ${label} revoked`);
      await client.invalidateQueries({ queryKey: accessKey });
    },
  });
  const ask = (token: OwnToken) => {
    revoke.reset();
    setDoomed(token);
  };
  if (tokens.length === 0) return <p className="text-ink-dim text-table">No access tokens.</p>;
  return (
    <>
      <ul
        aria-label="Access tokens"
        className="max-w-4xl divide-y divide-line rounded-box border border-line bg-surface"
      >
        {tokens.map((token) => (
          <TokenRow
            key={token.id}
            token={token}
            nowMs={nowMs}
            {...(token.account === undefined ? { who: 'they' as const } : { owner: token.account })}
            actions={mayChange ? { onRotate: () => setOld(token), onRevoke: () => ask(token) } : undefined}
          />
        ))}
      </ul>
      {old && (
        <RotateToken
          token={old}
          path="/api/v1/access/tokens"
          onRotated={(answer) => {
            setOld(undefined);
            onRotated(answer, old);
            void client.invalidateQueries({ queryKey: accessKey });
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
          Whatever signs in with it is refused from now on.
        </ConfirmDialog>
      )}
    </>
  );
}
