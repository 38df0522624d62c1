'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { OwnSession } from '@/lib/dashboard/account/contracts';
import { accessKey, accountPath } from '@/lib/dashboard/administration/access-queries';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { SessionRow } from '../account/session-row';
import { Failure } from '../feedback/failure';

interface AccountSessionsProps {
  name: string;
  sessions: readonly OwnSession[];
  nowMs: number;
  mayChange: boolean;
}

/** Where somebody is signed in, and the way to end it. */
export function AccountSessions({ name, sessions, nowMs, mayChange }: AccountSessionsProps) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: ({ id }: OwnSession) => sendJson('DELETE', `${accountPath(name)}/sessions/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: accessKey }),
  });
  if (sessions.length === 0) return <p className="text-ink-dim text-table">Not signed in anywhere.</p>;
  return (
    <>
      {end.error && (
        <div className="mb-3">
          <Failure error={end.error} />
        </div>
      )}
      <ul
        aria-label="Sessions"
        className="max-w-4xl divide-y divide-line rounded-box border border-line bg-surface"
      >
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            nowMs={nowMs}
            isEnding={end.isPending && end.variables.id === session.id}
            onEnd={mayChange ? () => end.mutate(session) : undefined}
          />
        ))}
      </ul>
    </>
  );
}
