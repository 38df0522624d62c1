import { fetchJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import { filledIn, type SearchParameters } from '../search-parameters';
import { type AuditQuery, auditPage, auditQuery } from './audit-contract';

/** How often a visible page asks for what is new, in milliseconds. */
export const tailMs = 3_000;

/** What an address asks for; what can not be asked is left out. */
export function readAuditQuery(given: SearchParameters): AuditQuery {
  const parsed = auditQuery.safeParse(filledIn(given));
  return parsed.success ? parsed.data : {};
}

/** The query of a page of the audit trail. */
export function auditPageQuery(query: AuditQuery) {
  return {
    queryKey: ['audit', JSON.stringify(query)],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(withQuery('/api/v1/audit', query), auditPage, signal),
  };
}

/** The address of what matches as a file. */
export function exportPath({ after: _, ...filter }: AuditQuery): string {
  return withQuery('/api/v1/audit/export', filter);
}
