import type { Metadata } from 'next';
import { AccountPage } from '@/components/access/account-page';
import { Forbidden } from '@/components/administration/forbidden';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Account' };

export default async function UserPage({ params }: { params: Promise<{ user: string }> }) {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  const name = decodeURIComponent((await params).user);
  return <AccountPage key={name} name={name} />;
}
