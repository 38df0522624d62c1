import type { Metadata } from 'next';
import { RuleBrowser } from '@/components/access/rule-browser';
import { Forbidden } from '@/components/administration/forbidden';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Rules' };

export default function RulesPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  return <RuleBrowser />;
}
