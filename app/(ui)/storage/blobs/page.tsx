import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { StoreBrowser } from '@/components/storage/store-browser';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'What is in the store' };

export default function StoreBlobsPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="What is in the store" />;
  return <StoreBrowser />;
}
