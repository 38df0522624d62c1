import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { Shell } from '@/components/layout/shell';
import { publicOrigin } from '@/lib/server/public-origin';

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  // There is no request when Next builds.
  await connection();
  return <Shell origin={publicOrigin()}>{children}</Shell>;
}
