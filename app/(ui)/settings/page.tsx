import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { SettingsBrowser } from '@/components/settings/settings-browser';
import { settingsQuery } from '@/lib/dashboard/administration/settings-queries';
import { getSettings } from '@/lib/server/dashboard/administration/settings-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Settings" />;
  const state = await prefetchAnswers([{ of: settingsQuery, by: getSettings }]);
  return (
    <HydrationBoundary state={state}>
      <SettingsBrowser />
    </HydrationBoundary>
  );
}
