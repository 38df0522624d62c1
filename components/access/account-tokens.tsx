'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { OwnToken } from '@/lib/dashboard/account/contracts';
import { accessKey } from '@/lib/dashboard/administration/access-queries';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { TokenRow } from '../account/token-row';
import { announce } from '../feedback/announcer';
import { ConfirmDialog } from '../ui/confirm-dialog';

interface AccountTokensProps {
  tokens: readonly (OwnToken & { account?: string })[];
  nowMs: number;
  mayChange: boolean;
}

/** Access tokens, and the end of one. */
export function AccountTokens({ tokens, nowMs, mayChange }: AccountTokensProps) {
  const client = useQueryClient();
  const [doomed, setDoomed] = useState<OwnToken>();
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
            owner={token.account ?? 'they'}
            onRevoke={mayChange ? () => ask(token) : undefined}
          />
        ))}
      </ul>
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
