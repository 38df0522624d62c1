'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { NewTokenAnswer, NewTokenBody } from '@/lib/dashboard/account/contracts';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { controlClass, Field } from '../ui/field';
import { FormBox } from '../ui/form-box';
import { LifetimeField, newTokenIn } from './token-fields';
import { TokenScope } from './token-scope';

const contracts = () => import('@/lib/dashboard/account/contracts');

interface TokenFormProps {
  onMade: (made: NewTokenAnswer) => void;
  onClose: () => void;
}

/** What an access token is made of: what it is called, when it ends, what it is for. */
export function TokenForm({ onMade, onClose }: TokenFormProps) {
  const [isNarrow, setNarrow] = useState(false);
  const make = useMutation({
    mutationFn: (body: NewTokenBody) =>
      sendJson('POST', '/api/v1/tokens', { body, answer: async () => (await contracts()).newTokenAnswer }),
    onSuccess: onMade,
  });
  return (
    <FormBox
      label="A new token"
      action="Make token"
      doing="Making token"
      isDoing={make.isPending}
      error={make.error}
      onSubmit={(fields) => make.mutate(newTokenIn(fields, isNarrow))}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_10rem]">
        <Field id="token-label" label="What it is for">
          <input
            id="token-label"
            name="label"
            required
            maxLength={100}
            placeholder="laptop"
            autoComplete="off"
            // biome-ignore lint/a11y/noAutofocus: whoever opened the form is about to fill it in.
            autoFocus
            className={controlClass()}
          />
        </Field>
        <LifetimeField />
      </div>
      <TokenScope isNarrow={isNarrow} onNarrow={setNarrow} />
    </FormBox>
  );
}
