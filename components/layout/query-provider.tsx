'use client';

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiError } from '@/lib/dashboard/fetch-json';
import { LiveProvider } from './live';
import { leaveToSignIn, useSessionChannel } from './session-channel';

const queries = {
  // What came with the page is not asked for again at once.
  staleTime: 5_000,
  // Who comes back to the page sees it as it is now.
  refetchOnWindowFocus: 'always',
  // The next refresh is a retry already, and meanwhile the reader is told.
  retry: false,
  // A machine that is offline still reaches a registry of its own; what does not answer is told as an error.
  networkMode: 'always',
} as const;

/** A session that has ended is no error of the page: whoever looks at it has to sign in again. */
function onError(error: Error): void {
  if (error instanceof ApiError && error.status === 401) leaveToSignIn();
}

function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries, mutations: { networkMode: 'always' } },
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
  });
}

/** The cache of what was fetched. One a page load in the browser, one a request on the server. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(newClient);
  useSessionChannel();
  return (
    <QueryClientProvider client={client}>
      <LiveProvider>{children}</LiveProvider>
    </QueryClientProvider>
  );
}
