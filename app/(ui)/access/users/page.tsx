import type { Metadata } from 'next';
import { UserBrowser } from '@/components/access/user-browser';
import { Forbidden } from '@/components/administration/forbidden';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Users' };

export default function UsersPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  return <UserBrowser />;
}
