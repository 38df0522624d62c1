'use client';

import { LoaderCircle } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { type Refusal, sendSignIn } from '@/lib/dashboard/account/send-sign-in';
import { announceSession, useSessionChannel } from '../layout/session-channel';
import { buttonClass } from '../ui/button';
import { controlClass, Field } from '../ui/field';
import { PasswordInput } from '../ui/password-input';
import { SignInProblem } from './sign-in-problem';

interface SignInFormProps {
  /** Where to go then. */
  to: string;
  /** Why the form, sent without a script, was refused. */
  refusal: Refusal | undefined;
  /** The registry's own. */
  origin: string;
}

/**
 * Name and password. It also works before the page's script runs, and without it: then the browser sends the form
 * itself, and is led on by the answer.
 */
export function SignInForm({ to, refusal: refusedBefore, origin }: SignInFormProps) {
  const [refusal, setRefusal] = useState(refusedBefore);
  const [isBusy, setBusy] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  useSessionChannel();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    const fields = new FormData(event.currentTarget);
    const refused = await sendSignIn(String(fields.get('name')), String(fields.get('password')));
    if (refused) {
      setBusy(false);
      setRefusal(refused);
      password.current?.focus();
      password.current?.select();
      return;
    }
    announceSession();
    // Back must not lead to this page again.
    window.location.replace(to);
  };

  const isWrong = refusal?.code === 'wrong';
  const described = refusal === undefined ? undefined : 'sign-in-problem';
  return (
    <form method="post" action="/api/v1/session" onSubmit={(event) => void submit(event)}>
      <input type="hidden" name="to" value={to} />
      {refusal !== undefined && (
        <div className="mb-4">
          <SignInProblem id="sign-in-problem" refusal={refusal} origin={origin} />
        </div>
      )}
      <div className="grid gap-4">
        <Field id="name" label="Name">
          <input
            id="name"
            name="name"
            required
            maxLength={128}
            autoComplete="username"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: there is nothing else on this page.
            autoFocus
            aria-invalid={isWrong || undefined}
            aria-describedby={described}
            className={controlClass('', 'large')}
          />
        </Field>
        <Field id="password" label="Password">
          <PasswordInput
            ref={password}
            id="password"
            name="password"
            required
            maxLength={1_024}
            autoComplete="current-password"
            aria-invalid={isWrong || undefined}
            aria-describedby={described}
            size="large"
          />
        </Field>
        <button
          type="submit"
          aria-disabled={isBusy}
          className={buttonClass('primary', 'mt-1 w-full', 'large')}
        >
          {isBusy && <LoaderCircle className="late size-4" aria-hidden="true" />}
          {isBusy ? 'Signing in' : 'Sign in'}
        </button>
      </div>
    </form>
  );
}
