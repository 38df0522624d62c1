import { fetchJson } from '../fetch-json';
import { textOfForm, textUpTo } from '../read-parameter';
import { withQuery } from '../repository-path';
import type { SearchParameters } from '../search-parameters';
import type { AuditQuery } from './audit-contract';

const contracts = () => import('./audit-contract');

/** How often a visible page asks for what is new, in milliseconds. */
export const tailMs = 3_000;

/** As the contract of what is asked has them. */
const filterLengthMax = 256;
const cursorForm = /^\d{1,16}:\d{1,16}$/;

/** What an address asks for; what can not be asked is left out. */
export function readAuditQuery(given: SearchParameters): AuditQuery {
  const filter = (name: string) => textUpTo(filterLengthMax, given[name]);
  return {
    actor: filter('actor'),
    action: filter('action'),
    repository: filter('repository'),
    result: filter('result'),
    since: filter('since'),
    until: filter('until'),
    after: textOfForm(cursorForm, given.after),
  };
}

/** The query of a page of the audit trail. */
export function auditPageQuery(query: AuditQuery) {
  return {
    queryKey: ['audit', JSON.stringify(query)],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(withQuery('/api/v1/audit', query), async () => (await contracts()).auditPage, signal),
  };
}

/** The address of what matches as a file. */
export function exportPath({ after: _, ...filter }: AuditQuery): string {
  return withQuery('/api/v1/audit/export', filter);
}
