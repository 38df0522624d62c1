import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { Shell } from '@/components/layout/shell';
import { pageOwner, pageViewer } from '@/lib/server/dashboard/page-caller';
import { publicOrigin } from '@/lib/server/public-origin';

export default async function AccountLayout({ children }: { children: ReactNode }) {
  // There is no request when Next builds.
  await connection();
  pageOwner();
  return (
    <Shell origin={publicOrigin()} viewer={pageViewer()}>
      {children}
    </Shell>
  );
}
