'use client';

import { LoaderCircle } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { sessionAnswer } from '@/lib/dashboard/account/contracts';
import { ApiError, sendJson } from '@/lib/dashboard/fetch-json';
import { announceSession, useSessionChannel } from '../layout/session-channel';
import { buttonClass } from '../ui/button';
import { controlClass, Field } from '../ui/field';
import { PasswordInput } from '../ui/password-input';
import { type Refusal, SignInProblem } from './sign-in-problem';

interface SignInFormProps {
  /** Where to go then. */
  to: string;
  /** Why the form, sent without a script, was refused. */
  refusal: Refusal | undefined;
}

/**
 * Name and password. It also works before the page's script runs, and without it: then the browser sends the form
 * itself, and is led on by the answer.
 */
export function SignInForm({ to, refusal: refusedBefore }: SignInFormProps) {
  const [refusal, setRefusal] = useState(refusedBefore);
  const [isBusy, setBusy] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  useSessionChannel();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    const fields = new FormData(event.currentTarget);
    const body = { name: fields.get('name'), password: fields.get('password') };
    try {
      await sendJson('POST', '/api/v1/session', { body, answer: sessionAnswer });
      announceSession();
      // Back must not lead to this page again.
      window.location.replace(to);
    } catch (error) {
      setBusy(false);
      setRefusal(refusalOf(error));
      password.current?.focus();
      password.current?.select();
    }
  };

  const isWrong = refusal?.code === 'wrong';
  const described = refusal === undefined ? undefined : 'sign-in-problem';
  return (
    <form method="post" action="/api/v1/session" onSubmit={(event) => void submit(event)}>
      <input type="hidden" name="to" value={to} />
      {refusal !== undefined && (
        <div className="mb-4">
          <SignInProblem id="sign-in-problem" refusal={refusal} />
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

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ApiError)) return { code: 'failed' };
  const { code, status, retryAfterS, requestId } = error;
  if (status === undefined) return { code: 'offline' };
  return {
    code: code ?? 'failed',
    waitS: retryAfterS,
    requestId: code === undefined ? requestId : undefined,
  };
}
