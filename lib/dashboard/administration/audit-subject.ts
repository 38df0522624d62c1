import type { ShownRecord } from './audit-contract';

/** What the detail of a record calls what was acted on; the first that is there. */
const names = ['account', 'namespace', 'name', 'subjects', 'policy', 'job', 'kind'] as const;

/**
 * On what a record's action was, where that is no repository: an account, a namespace, the subjects of a rule.
 * @returns null where the record names nothing, or a repository
 */
export function auditSubject({
  repository,
  detail,
}: Pick<ShownRecord, 'repository' | 'detail'>): string | null {
  if (repository !== null || !detail) return null;
  for (const name of names) {
    const value = detail[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return `${name} ${value}`;
    if (Array.isArray(value) && value.length > 0) return value.join(', ');
  }
  return null;
}
