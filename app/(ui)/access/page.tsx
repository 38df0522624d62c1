import { redirect } from 'next/navigation';
import { Forbidden } from '@/components/administration/forbidden';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export default function AccessPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Access" />;
  redirect('/access/users');
}
