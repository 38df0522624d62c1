'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { OwnSession } from '@/lib/dashboard/account/contracts';
import { accountKeys, refreshAccountMs, sessionsQuery } from '@/lib/dashboard/account/queries';
import { clientName } from '@/lib/dashboard/client-name';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { holdAllReads } from '@/lib/dashboard/held-reads';
import { signInPath } from '@/lib/dashboard/return-path';
import { announce } from '../feedback/announcer';
import { Failure } from '../feedback/failure';
import { LoadError } from '../feedback/load-error';
import { announceSession } from '../layout/session-channel';
import { buttonClass } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { AccountSection } from './account-section';
import { SessionRow } from './session-row';

interface SessionSectionProps {
  /** After how long without a request one ends, and after how long in any case, in words. */
  idle: string;
  lifetime: string;
}

/** Where somebody is signed in, and the way to end it: one by one, or everywhere at once. */
export function SessionSection({ idle, lifetime }: SessionSectionProps) {
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({
    ...sessionsQuery,
    refetchInterval: refreshAccountMs,
  });
  const end = useMutation({
    mutationFn: ({ id }: OwnSession) => sendJson('DELETE', `/api/v1/sessions/${id}`),
    onSuccess: (_, { client: browser }) => announce(`${clientName(browser).text} is signed out`),
    onSettled: () => client.invalidateQueries({ queryKey: accountKeys.sessions }),
  });
  const endAll = useMutation({
    mutationFn: () => {
      const release = holdAllReads();
      return sendJson('DELETE', '/api/v1/sessions').catch((error: unknown) => {
        release();
        throw error;
      });
    },
    onSuccess: () => {
      announceSession();
      window.location.assign(signInPath);
    },
  });
  return (
    <AccountSection
      title="Sessions"
      about={`Where you are signed in to this dashboard. A session ends after ${idle} without use, and after ${lifetime} in any case.`}
      action={
        <button type="button" className={buttonClass('plain')} onClick={() => setAsking(true)}>
          Sign out everywhere
        </button>
      }
    >
      {!data && error && (
        <LoadError what="Sessions" error={error} retrying={isFetching} onRetry={() => void refetch()} />
      )}
      {end.error && (
        <div className="mb-3">
          <Failure error={end.error} />
        </div>
      )}
      {data && (
        <ul aria-label="Sessions" className="divide-y divide-line rounded-box border border-line bg-surface">
          {data.sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              nowMs={data.nowMs}
              isEnding={end.isPending && end.variables.id === session.id}
              onEnd={() => end.mutate(session)}
            />
          ))}
        </ul>
      )}
      {isAsking && (
        <ConfirmDialog
          title="Sign out everywhere?"
          action="Sign out everywhere"
          doing="Signing out"
          isDoing={endAll.isPending}
          problem={endAll.error}
          onConfirm={() => !endAll.isPending && endAll.mutate()}
          onClose={() => setAsking(false)}
        >
          {consequence(data?.sessions.length ?? 1)} Container clients that signed in with your password have
          to do so again. Access tokens stay.
        </ConfirmDialog>
      )}
    </AccountSection>
  );
}

function consequence(sessions: number): string {
  return sessions === 1
    ? 'This session ends.'
    : `All ${sessions} sessions end, the one in this browser as well.`;
}
