import type { Metadata } from 'next';
import { GroupBrowser } from '@/components/access/group-browser';
import { Forbidden } from '@/components/administration/forbidden';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Groups' };

export default function GroupsPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  return <GroupBrowser />;
}
