import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { HealthBrowser } from '@/components/health/health-browser';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Health' };

export default function HealthPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Health" />;
  return <HealthBrowser />;
}
