'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

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

/** The cache of what was fetched. One a page load in the browser, one a request on the server. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries } }));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
