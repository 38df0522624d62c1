'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

/** The cache of what was fetched. One a page load in the browser, one a request on the server. */
export function QueryProvider({ children }: { children: ReactNode }) {
  // The next refresh is a retry already, and meanwhile the reader is told.
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: false } } }));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
