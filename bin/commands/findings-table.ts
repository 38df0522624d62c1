import type { Finding } from '../../lib/storage/snapshot/verify-contents';
import { table } from '../table';

/** What is wrong with a backup, a line for each. */
export function findingsTable(findings: Finding[]): string {
  const columns = [{ title: 'FINDING' }, { title: 'PLACE' }, { title: 'PROBLEM' }];
  return table(
    columns,
    findings.map(({ kind, place, problem }) => [kind, place, problem]),
  );
}
