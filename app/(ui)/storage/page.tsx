import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { StorageBrowser } from '@/components/storage/storage-browser';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Storage' };

export default function StoragePage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Storage" />;
  return <StorageBrowser />;
}
