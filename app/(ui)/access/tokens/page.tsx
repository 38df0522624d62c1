import type { Metadata } from 'next';
import { TokenBrowser } from '@/components/access/token-browser';
import { Forbidden } from '@/components/administration/forbidden';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Tokens' };

export default function TokensPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  return <TokenBrowser />;
}
