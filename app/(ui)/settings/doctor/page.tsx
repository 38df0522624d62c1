import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { DoctorBrowser } from '@/components/settings/doctor-browser';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Proxy' };

export default function DoctorPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Settings" />;
  return <DoctorBrowser />;
}
