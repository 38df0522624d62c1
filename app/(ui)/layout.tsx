import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { Shell } from '@/components/layout/shell';
import { pageContent, pageViewer } from '@/lib/server/dashboard/page-caller';
import { publicOrigin } from '@/lib/server/public-origin';

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  // There is no request when Next builds.
  await connection();
  // Each page asks as well: this one alone can still lead away with a status, and is not asked again by the next page.
  pageContent();
  return (
    <Shell origin={publicOrigin()} viewer={pageViewer()}>
      {children}
    </Shell>
  );
}
