'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { NewTokenAnswer, NewTokenBody } from '@/lib/dashboard/account/contracts';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { LifetimeField, newTokenIn } from '../account/token-fields';
import { TokenScope } from '../account/token-scope';
import { controlClass, Field } from '../ui/field';
import { FormBox } from '../ui/form-box';
import { textIn } from '../ui/form-values';

const contracts = () => import('@/lib/dashboard/account/contracts');

interface AccountTokenFormProps {
  onMade: (account: string, made: NewTokenAnswer) => void;
  onClose: () => void;
}

/** What an access token of somebody else is made of. */
export function AccountTokenForm({ onMade, onClose }: AccountTokenFormProps) {
  const [isNarrow, setNarrow] = useState(false);
  const make = useMutation({
    mutationFn: (body: NewTokenBody & { account: string }) =>
      sendJson('POST', '/api/v1/access/tokens', {
        body,
        answer: async () => (await contracts()).newTokenAnswer,
      }),
    onSuccess: (made, { account }) => onMade(account, made),
  });
  return (
    <FormBox
      label="A new token"
      action="Make token"
      doing="Making token"
      isDoing={make.isPending}
      error={make.error}
      onSubmit={(fields) =>
        make.mutate({ account: textIn(fields, 'account'), ...newTokenIn(fields, isNarrow) })
      }
      onClose={onClose}
      className="max-w-4xl"
    >
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_9rem]">
        <Field id="token-account" label="Whose it is">
          <input
            id="token-account"
            name="account"
            required
            maxLength={128}
            placeholder="alice or robot+ci"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: whoever opened the form is about to fill it in.
            autoFocus
            className={controlClass()}
          />
        </Field>
        <Field id="token-label" label="What it is for">
          <input
            id="token-label"
            name="label"
            required
            maxLength={100}
            autoComplete="off"
            className={controlClass()}
          />
        </Field>
        <LifetimeField />
      </div>
      <TokenScope isNarrow={isNarrow} onNarrow={setNarrow} who="they" />
    </FormBox>
  );
}
