'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type NewTokenAnswer, type NewTokenBody, newTokenAnswer } from '@/lib/dashboard/account/contracts';
import { tokenActions } from '@/lib/dashboard/account/token-actions';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { InlineProblem } from '../feedback/inline-problem';
import { problemOf } from '../feedback/load-error';
import { buttonClass } from '../ui/button';
import { controlClass, Field } from '../ui/field';
import { lifetimes } from './lifetimes';
import { TokenScope } from './token-scope';

interface TokenFormProps {
  onMade: (made: NewTokenAnswer) => void;
  onClose: () => void;
}

/** What an access token is made of: what it is called, when it ends, what it is for. */
export function TokenForm({ onMade, onClose }: TokenFormProps) {
  const [isNarrow, setNarrow] = useState(false);
  const make = useMutation({
    mutationFn: (body: NewTokenBody) => sendJson('POST', '/api/v1/tokens', { body, answer: newTokenAnswer }),
    onSuccess: onMade,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!make.isPending) make.mutate(bodyOf(new FormData(event.currentTarget), isNarrow));
  };
  return (
    <form
      onSubmit={submit}
      aria-label="A new token"
      className="mb-4 rounded-box border border-line bg-surface p-4 sm:p-5"
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
      <TokenScope isNarrow={isNarrow} onNarrow={setNarrow} />
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

function bodyOf(fields: FormData, isNarrow: boolean): NewTokenBody {
  const text = (name: string) => String(fields.get(name) ?? '');
  const repositories = text('repositories')
    .split(/[\s,]+/)
    .filter((glob) => glob !== '');
  const chosen = tokenActions.filter((action) => fields.getAll('actions').includes(action));
  return {
    label: text('label').trim(),
    lifetimeDays: text('lifetime') === '' ? null : Number(text('lifetime')),
    grants: isNarrow ? [{ repositories, actions: chosen }] : null,
  };
}
