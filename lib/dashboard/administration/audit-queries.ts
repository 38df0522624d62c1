import { fetchJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import { type AuditQuery, auditPage } from './audit-contract';

/** How often a visible page asks for what is new, in milliseconds. */
export const tailMs = 3_000;

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
