import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { Shell } from '@/components/layout/shell';
import { pageContent, pageViewer } from '@/lib/server/dashboard/page-caller';
import { publicOrigin } from '@/lib/server/public-origin';

export default async function NothingLayout({ children }: { children: ReactNode }) {
  // There is no request when Next builds.
  await connection();
  pageContent();
  return (
    <Shell origin={publicOrigin()} viewer={pageViewer()}>
      {children}
    </Shell>
  );
}
