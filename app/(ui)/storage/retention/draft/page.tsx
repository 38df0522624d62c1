import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { DraftBrowser } from '@/components/retention/draft-browser';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Draft of a policy' };

/** The form comes at once; what a draft would do takes as long as there are tags, and the browser asks for it. */
export default function DraftPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Draft of a policy" />;
  return <DraftBrowser />;
}
