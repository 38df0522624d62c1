'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { AccountSecret } from '@/lib/dashboard/administration/access-contract';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { controlClass, Field } from '../ui/field';
import { FormBox } from '../ui/form-box';
import { textIn } from '../ui/form-values';

const contracts = () => import('@/lib/dashboard/administration/access-contract');

interface NewAccountFormProps {
  onMade: (made: AccountSecret, kind: 'user' | 'robot') => void;
  onClose: () => void;
}

/** What an account is made of. The secret is generated. */
export function NewAccountForm({ onMade, onClose }: NewAccountFormProps) {
  const [kind, setKind] = useState<'user' | 'robot'>('user');
  const make = useMutation({
    mutationFn: (body: object) =>
      sendJson('POST', '/api/v1/access/users', {
        body,
        answer: async () => (await contracts()).accountSecret,
      }),
    onSuccess: (made) => onMade(made, kind),
  });
  const submit = (fields: FormData) =>
    make.mutate({
      name: textIn(fields, 'name'),
      kind,
      role: kind === 'user' ? textIn(fields, 'role') : 'user',
      note: textIn(fields, 'note') || null,
    });
  return (
    <FormBox
      label="A new account"
      action="Make the account"
      doing="Making the account"
      isDoing={make.isPending}
      error={make.error}
      onSubmit={submit}
      onClose={onClose}
      className="max-w-3xl"
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field id="account-kind" label="Who signs in">
          <select
            id="account-kind"
            value={kind}
            onChange={(event) => setKind(event.target.value === 'robot' ? 'robot' : 'user')}
            className={controlClass()}
          >
            <option value="user">A person, with a password</option>
            <option value="robot">A program, with access tokens</option>
          </select>
        </Field>
        <Field
          id="account-name"
          label="Name"
          hint={kind === 'robot' ? 'It signs in as robot+NAME.' : 'Lower-case letters, digits and . _ - @'}
        >
          <input
            id="account-name"
            name="name"
            required
            maxLength={64}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-describedby="account-name-hint"
            // biome-ignore lint/a11y/noAutofocus: whoever opened the form is about to fill it in.
            autoFocus
            className={controlClass()}
          />
        </Field>
        {kind === 'user' && (
          <Field id="account-role" label="Role">
            <select id="account-role" name="role" defaultValue="user" className={controlClass()}>
              <option value="user">User: what rules allow</option>
              <option value="auditor">Auditor: reads everything</option>
              <option value="administrator">Administrator: does everything</option>
            </select>
          </Field>
        )}
        <Field id="account-note" label="Note">
          <input
            id="account-note"
            name="note"
            maxLength={200}
            autoComplete="off"
            className={controlClass()}
          />
        </Field>
      </div>
    </FormBox>
  );
}
