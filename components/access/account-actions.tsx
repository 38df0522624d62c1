'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import type { Account, AccountSecret } from '@/lib/dashboard/administration/access-contract';
import { accessKey, accountPath } from '@/lib/dashboard/administration/access-queries';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { TypedConfirm } from '../administration/typed-confirm';
import { announce } from '../feedback/announcer';
import { Failure } from '../feedback/failure';
import { buttonClass } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { controlClass } from '../ui/field';

const contracts = () => import('@/lib/dashboard/administration/access-contract');

type Question = 'disable' | 'password' | 'sign-out' | 'remove';

interface AccountActionsProps {
  account: Account;
  /** Another password was made. */
  onSecret: (secret: AccountSecret) => void;
}

/** What an administrator can do about an account. */
export function AccountActions({ account, onSecret }: AccountActionsProps) {
  const { name, kind, role, source, isDisabled } = account;
  const router = useRouter();
  const client = useQueryClient();
  const [question, setQuestion] = useState<Question>();
  const act = useMutation({
    mutationFn: async ({ method, path, body }: Act) =>
      await sendJson(method, `${accountPath(name)}${path ?? ''}`, {
        ...(body !== undefined && { body }),
        ...(path === '/password' && { answer: async () => (await contracts()).accountSecret }),
      }),
    onSuccess: async (answer, { said, path, method, asked }) => {
      // Another question may have been opened meanwhile: it stays.
      setQuestion((open) => (open === asked ? undefined : open));
      announce(said);
      if (path === '/password' && answer) onSecret(answer as AccountSecret);
      const isGone = method === 'DELETE';
      if (isGone) router.push('/access/users');
      // Of an account that is gone nothing is asked any more; the lists are, when they are looked at.
      await client.invalidateQueries({ queryKey: accessKey, refetchType: isGone ? 'none' : 'active' });
    },
  });
  const change = (body: object, said: string, asked?: Question) =>
    act.mutate({ method: 'PUT', body, said, asked });
  if (source === 'htpasswd') return null;
  const ask = (asked: Question) => {
    act.reset();
    setQuestion(asked);
  };
  const dialog = {
    isDoing: act.isPending,
    problem: act.error,
    onClose: () => setQuestion(undefined),
  };
  return (
    <div className="mb-8">
      <div className="flex flex-wrap items-center gap-2">
        {kind === 'user' && (
          <label className="flex items-center gap-2 text-table">
            Role
            <select
              value={role}
              onChange={(event) =>
                change({ role: event.target.value }, `${name} is ${event.target.value} now`)
              }
              className={controlClass('h-8 w-36 px-2 text-table')}
            >
              <option value="user">user</option>
              <option value="auditor">auditor</option>
              <option value="administrator">administrator</option>
            </select>
          </label>
        )}
        {kind === 'user' && source === 'database' && (
          <Plain onClick={() => ask('password')}>Reset password</Plain>
        )}
        {kind === 'user' && <Plain onClick={() => ask('sign-out')}>Sign out everywhere</Plain>}
        {isDisabled ? (
          <Plain onClick={() => change({ isDisabled: false }, `${name} is let in again`)}>Let in again</Plain>
        ) : (
          <Plain onClick={() => ask('disable')}>Disable</Plain>
        )}
        <Plain onClick={() => ask('remove')}>Remove</Plain>
      </div>
      {act.error && question === undefined && (
        <div className="mt-3 max-w-3xl">
          <Failure error={act.error} />
        </div>
      )}
      {question === 'disable' && (
        <ConfirmDialog
          {...dialog}
          title={`Disable ${name}?`}
          action="Disable account"
          doing="Disabling"
          onConfirm={() => change({ isDisabled: true }, `${name} is disabled`, question)}
        >
          Nobody signs in as {name} any more, and every session and token ends now. You can let them in again.
        </ConfirmDialog>
      )}
      {question === 'password' && (
        <ConfirmDialog
          {...dialog}
          title={`Reset the password of ${name}?`}
          action="Make another password"
          doing="Making"
          onConfirm={() =>
            act.mutate({ method: 'POST', path: '/password', said: 'Password reset', asked: question })
          }
        >
          The old one is good no more, and every session ends. The new one is shown to you once.
        </ConfirmDialog>
      )}
      {question === 'sign-out' && (
        <ConfirmDialog
          {...dialog}
          title={`Sign ${name} out everywhere?`}
          action="Sign out everywhere"
          doing="Signing out"
          onConfirm={() =>
            act.mutate({ method: 'POST', path: '/sign-out', said: `${name} is signed out`, asked: question })
          }
        >
          Every session ends, and container clients have to sign in again. Access tokens stay.
        </ConfirmDialog>
      )}
      {question === 'remove' && (
        <TypedConfirm
          {...dialog}
          title={`Remove ${name}?`}
          word={name}
          action="Remove account"
          doing="Removing"
          onConfirm={() => act.mutate({ method: 'DELETE', said: `${name} was removed`, asked: question })}
        >
          The account goes with its access tokens, its sessions and its places in groups. Rules that name it
          stay, and are good for whoever gets the name next.
        </TypedConfirm>
      )}
    </div>
  );
}

interface Act {
  method: 'POST' | 'PUT' | 'DELETE';
  path?: '/password' | '/sign-out';
  body?: object;
  /** What a screen reader hears afterwards. */
  said: string;
  /** The question that it is the answer to. */
  asked?: Question | undefined;
}

function Plain({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={buttonClass('plain')} onClick={onClick}>
      {children}
    </button>
  );
}
