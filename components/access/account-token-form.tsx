'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type NewTokenAnswer, newTokenAnswer } from '@/lib/dashboard/account/contracts';
import { tokenActions } from '@/lib/dashboard/account/token-actions';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { lifetimes } from '../account/lifetimes';
import { TokenScope } from '../account/token-scope';
import { InlineProblem } from '../feedback/inline-problem';
import { problemOf } from '../feedback/load-error';
import { buttonClass } from '../ui/button';
import { controlClass, Field } from '../ui/field';

interface AccountTokenFormProps {
  onMade: (account: string, made: NewTokenAnswer) => void;
  onClose: () => void;
}

/** What an access token of somebody else is made of. */
export function AccountTokenForm({ onMade, onClose }: AccountTokenFormProps) {
  const [isNarrow, setNarrow] = useState(false);
  const make = useMutation({
    mutationFn: (body: { account: string }) =>
      sendJson('POST', '/api/v1/access/tokens', { body, answer: newTokenAnswer }),
    onSuccess: (made, { account }) => onMade(account, made),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!make.isPending) make.mutate(bodyOf(new FormData(event.currentTarget), isNarrow));
  };
  return (
    <form
      onSubmit={submit}
      aria-label="A new token"
      className="mb-4 max-w-4xl rounded-box border border-line bg-surface p-4 sm:p-5"
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
        <Field id="token-lifetime" label="Ends after">
          <select id="token-lifetime" name="lifetime" defaultValue="90" className={controlClass()}>
            {lifetimes.map(({ days, words }) => (
              <option key={days} value={days}>
                {words}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <TokenScope isNarrow={isNarrow} onNarrow={setNarrow} who="they" />
      {make.error && (
        <div className="mt-4">
          <InlineProblem>{problemOf(make.error)}</InlineProblem>
        </div>
      )}
      <div className="mt-5 flex flex-wrap gap-2">
        <button type="submit" className={buttonClass('primary')} aria-disabled={make.isPending}>
          {make.isPending ? 'Making token' : 'Make token'}
        </button>
        <button type="button" className={buttonClass('plain')} onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function bodyOf(fields: FormData, isNarrow: boolean) {
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  const repositories = text('repositories')
    .split(/[\s,]+/)
    .filter((glob) => glob !== '');
  return {
    account: text('account'),
    label: text('label'),
    lifetimeDays: text('lifetime') === '' ? null : Number(text('lifetime')),
    grants: isNarrow
      ? [{ repositories, actions: tokenActions.filter((one) => fields.getAll('actions').includes(one)) }]
      : null,
  };
}
