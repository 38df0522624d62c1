'use client';

import { useState } from 'react';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { holdAllReads } from '@/lib/dashboard/held-reads';
import { oidcSignOutPath } from '@/lib/dashboard/oidc/oidc-paths';
import { signInPath } from '@/lib/dashboard/return-path';
import { announceSession } from './session-channel';
import { useViewer } from './viewer';

interface SignOut {
  isPending: boolean;
  error: Error | null;
}

/**
 * Ends the session of this browser, and leads to the sign-in page. Every page has it: so it goes without what the query
 * library brings for changes.
 */
export function useSignOut() {
  const viewer = useViewer();
  const provider = 'provider' in viewer ? viewer.provider : undefined;
  const [state, setState] = useState<SignOut>({ isPending: false, error: null });
  const mutate = () => {
    setState({ isPending: true, error: null });
    const release = holdAllReads();
    sendJson('DELETE', '/api/v1/session').then(
      () => {
        announceSession();
        // Who signed in with a provider is still signed in there: the next on this computer would be let in.
        window.location.assign(provider === undefined ? signInPath : oidcSignOutPath);
      },
      (error: Error) => {
        release();
        setState({ isPending: false, error });
      },
    );
  };
  return { ...state, mutate };
}
