import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { RetentionBrowser } from '@/components/retention/retention-browser';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Retention policies' };

export default function RetentionPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Retention policies" />;
  return <RetentionBrowser />;
}
