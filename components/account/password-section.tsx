'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { type FormEvent, useRef } from 'react';
import { accountKeys } from '@/lib/dashboard/account/queries';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { announce } from '../feedback/announcer';
import { Failure } from '../feedback/failure';
import { buttonClass } from '../ui/button';
import { Field } from '../ui/field';
import { PasswordInput } from '../ui/password-input';
import { AccountSection } from './account-section';

const done = 'Password changed. Every other session has ended.';

interface PasswordSectionProps {
  name: string;
  source: 'database' | 'htpasswd' | 'oidc';
}

/** Sets another password, for whoever knows the present one. */
export function PasswordSection({ name, source }: PasswordSectionProps) {
  const form = useRef<HTMLFormElement>(null);
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (body: { current: string; next: string }) => sendJson('PUT', '/api/v1/password', { body }),
    onSuccess: () => {
      form.current?.reset();
      announce(done);
      return client.invalidateQueries({ queryKey: accountKeys.sessions });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (change.isPending) return;
    const fields = new FormData(event.currentTarget);
    change.mutate({ current: String(fields.get('current')), next: String(fields.get('next')) });
  };
  const about =
    'Another password ends every other session, and what container clients were given for the old one. Access tokens stay.';
  if (source === 'oidc') {
    return (
      <AccountSection
        title="Password"
        about="What container clients are given in its place are access tokens."
      >
        <p className="rounded-box border border-line bg-surface px-4 py-3 text-ink-soft text-table">
          You sign in with your identity provider, and have no password here. Sign in there again from time to
          time: without that, your access tokens rest.
        </p>
      </AccountSection>
    );
  }
  if (source === 'htpasswd') {
    return (
      <AccountSection title="Password" about={about}>
        <p className="rounded-box border border-line bg-surface px-4 py-3 text-ink-soft text-table">
          Your password is kept in the <code className="font-mono">htpasswd</code> file of this registry. An
          administrator changes it there.
        </p>
      </AccountSection>
    );
  }
  return (
    <AccountSection title="Password" about={about}>
      <form
        ref={form}
        onSubmit={submit}
        // What a reader without scripts sends must never be in an address.
        method="post"
        className="rounded-box border border-line bg-surface p-4 sm:p-5"
      >
        <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field id="current-password" label="Present password">
            <PasswordInput
              id="current-password"
              name="current"
              required
              maxLength={1_024}
              autoComplete="current-password"
            />
          </Field>
          <Field id="next-password" label="New password" hint="At least 10 characters.">
            <PasswordInput
              id="next-password"
              name="next"
              required
              minLength={10}
              maxLength={1_024}
              autoComplete="new-password"
              aria-describedby="next-password-hint"
            />
          </Field>
        </div>
        {change.error && (
          <div className="mt-4">
            <Failure error={change.error} />
          </div>
        )}
        <div className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2">
          <button type="submit" className={buttonClass('primary')} aria-disabled={change.isPending}>
            {change.isPending ? 'Changing password' : 'Change password'}
          </button>
          {change.isSuccess && (
            <p className="flex items-center gap-1.5 text-ink-soft text-table">
              <Check className="size-4 shrink-0 text-accent-ink" aria-hidden="true" />
              {done}
            </p>
          )}
        </div>
      </form>
    </AccountSection>
  );
}
