'use client';

import { useEffect, useState } from 'react';
import type { Refusal } from '@/lib/dashboard/account/send-sign-in';
import { oidcWords } from '@/lib/dashboard/oidc/oidc-words';
import { signInPath } from '@/lib/dashboard/return-path';
import { InlineProblem } from '../feedback/inline-problem';

interface SignInProblemProps {
  id: string;
  refusal: Refusal;
  /** The registry's own. */
  origin: string;
}

/** Says why somebody was not let in, and what to do. A wait is counted down. */
export function SignInProblem({ id, refusal, origin }: SignInProblemProps) {
  const leftS = useCountdown(refusal);
  return (
    <InlineProblem id={id}>
      <p className="font-medium">{titleOf(refusal.code)}</p>
      <p className="text-ink-soft">
        {refusal.code === 'other-site' ? (
          <>
            Open the registry as{' '}
            <a href={`${origin}${signInPath}`} className="rounded-control underline underline-offset-2">
              {origin}
            </a>
            , and sign in there.
          </>
        ) : (
          adviceOf(refusal.code, leftS)
        )}
      </p>
      {refusal.requestId !== undefined && (
        <p className="mt-1 text-ink-dim text-meta">
          Request id <code className="font-mono">{refusal.requestId}</code>
        </p>
      )}
    </InlineProblem>
  );
}

function titleOf(code: string): string {
  switch (code) {
    case 'wrong':
      return 'The name or the password is wrong';
    case 'throttled':
      return 'Too many wrong passwords';
    case 'busy':
      return 'Too many people are signing in';
    case 'other-site':
      return 'The browser did not send this from here';
    case 'offline':
      return 'The registry did not answer';
    default:
      return oidcWords(code)?.title ?? 'Signing in failed';
  }
}

function adviceOf(code: string, leftS: number): string {
  switch (code) {
    case 'wrong':
      return 'Check both. Access tokens are for container clients and scripts, not for this page.';
    case 'throttled':
    case 'busy':
      return leftS > 0 ? `Try again in ${inWords(leftS)}.` : 'Try again now.';
    case 'offline':
      return 'Check that it runs and that you can reach it, then try again.';
    default:
      return oidcWords(code)?.advice ?? 'The log of the registry has the cause. Try again in a moment.';
  }
}

function inWords(seconds: number): string {
  if (seconds < 90) return `${seconds} second${seconds === 1 ? '' : 's'}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

/** Seconds that are left of the wait. */
function useCountdown(refusal: Refusal): number {
  const { waitS = 0 } = refusal;
  const [{ of, leftS }, setLeft] = useState({ of: refusal, leftS: waitS });
  if (of !== refusal) setLeft({ of: refusal, leftS: waitS });
  useEffect(() => {
    const endsAtMs = Date.now() + (refusal.waitS ?? 0) * 1000;
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((endsAtMs - Date.now()) / 1000));
      setLeft({ of: refusal, leftS: left });
      if (left === 0) clearInterval(timer);
    }, 1_000);
    return () => clearInterval(timer);
  }, [refusal]);
  return leftS;
}
