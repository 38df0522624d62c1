import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { AuditBrowser } from '@/components/audit/audit-browser';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Audit' };

export default function AuditPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Audit" />;
  return <AuditBrowser />;
}
