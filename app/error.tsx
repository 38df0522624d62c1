'use client';

import { PageError } from '@/components/feedback/page-error';

export default function RootError(props: { error: unknown; retry: () => void }) {
  return (
    <main className="mx-auto max-w-7xl px-4 pt-8 sm:px-6">
      <PageError {...props} />
    </main>
  );
}
