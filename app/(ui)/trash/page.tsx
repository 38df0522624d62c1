import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { TrashBrowser } from '@/components/trash/trash-browser';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Trash' };

export default function TrashPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Trash" />;
  return <TrashBrowser />;
}
