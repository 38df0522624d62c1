'use client';

import { useMutation } from '@tanstack/react-query';
import { sendJson } from '@/lib/dashboard/fetch-json';
import { oidcSignOutPath } from '@/lib/dashboard/oidc/oidc-paths';
import { signInPath } from '@/lib/dashboard/return-path';
import { announceSession } from './session-channel';
import { useViewer } from './viewer';

/** Ends the session of this browser, and leads to the sign-in page. */
export function useSignOut() {
  const viewer = useViewer();
  const provider = 'provider' in viewer ? viewer.provider : undefined;
  return useMutation({
    mutationFn: () => sendJson('DELETE', '/api/v1/session'),
    onSuccess: () => {
      announceSession();
      // Who signed in with a provider is still signed in there: the next on this computer would be let in.
      window.location.assign(provider === undefined ? signInPath : oidcSignOutPath);
    },
  });
}
