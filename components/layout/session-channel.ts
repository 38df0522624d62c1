'use client';

import { useEffect } from 'react';
import { signInPathTo } from '@/lib/dashboard/return-path';

let channel: BroadcastChannel | undefined;

/** One a tab: a tab does not hear what it says itself through the same one. */
function sessionChannel(): BroadcastChannel {
  channel ??= new BroadcastChannel('cyberdock-session');
  return channel;
}

/** Tells the other tabs that somebody signed in or out: what they show is no longer theirs to see, or more is. */
export function announceSession(): void {
  sessionChannel().postMessage('changed');
}

/** Loads this tab anew when somebody signs in or out in another. */
export function useSessionChannel(): void {
  useEffect(() => {
    const listened = sessionChannel();
    listened.onmessage = () => window.location.reload();
    return () => {
      listened.onmessage = null;
    };
  }, []);
}

/** Leads to the sign-in page, and from there back to this page. */
export function leaveToSignIn(): void {
  const { pathname, search } = window.location;
  window.location.assign(signInPathTo(pathname + search));
}
