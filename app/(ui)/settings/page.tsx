import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { SettingsBrowser } from '@/components/settings/settings-browser';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Settings' };

export default function SettingsPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Settings" />;
  return <SettingsBrowser />;
}
