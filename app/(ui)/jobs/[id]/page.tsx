import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { JobPage } from '@/components/jobs/job-page';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Run' };

export default async function RunPage({ params }: { params: Promise<{ id: string }> }) {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Run" />;
  const { id } = await params;
  return <JobPage key={id} id={decodeURIComponent(id)} />;
}
