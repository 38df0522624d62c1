'use client';

import { PageError } from '@/components/feedback/page-error';

export default function AccountError(props: { error: unknown; retry: () => void }) {
  return <PageError {...props} />;
}
