'use client';

import { sendSignOut } from '@/lib/dashboard/account/send-sign-in';

/**
 * The way to what everybody may see. Whose session has ended, their browser still has its cookie, with which every page
 * leads here: it is forgotten first.
 */
export function ContinueWithout({ hasEnded }: { hasEnded: boolean }) {
  return (
    <p className="mt-4 text-center text-ink-soft text-table">
      <a
        href="/"
        className="rounded-control text-accent-ink underline-offset-4 hover:underline"
        onClick={(event) => {
          if (!hasEnded) return;
          event.preventDefault();
          void sendSignOut().then(() => window.location.assign('/'));
        }}
      >
        Continue without signing in
      </a>
    </p>
  );
}
