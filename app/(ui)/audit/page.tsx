import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { Forbidden } from '@/components/administration/forbidden';
import { AuditBrowser } from '@/components/audit/audit-browser';
import { auditPageQuery, readAuditQuery } from '@/lib/dashboard/administration/audit-queries';
import type { SearchParameters } from '@/lib/dashboard/search-parameters';
import { getAudit } from '@/lib/server/dashboard/administration/audit-routes';
import { pageAdministration } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Audit' };

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const { mayRead } = pageAdministration();
  if (!mayRead) return <Forbidden title="Audit" />;
  const query = readAuditQuery(await searchParams);
  const state = await prefetchAnswers([{ of: auditPageQuery(query), by: getAudit, query }]);
  return (
    <HydrationBoundary state={state}>
      <AuditBrowser />
    </HydrationBoundary>
  );
}
