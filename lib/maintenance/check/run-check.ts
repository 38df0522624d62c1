import type { StorageParts } from '@/lib/storage/storage';
import { Collected } from '../collection/collected';
import type { JobRequest, Jobs } from '../jobs';
import { Listed } from '../listed';
import { check } from './check';
import type { Finding, FindingKind, Severity } from './finding';

/** What is remembered of a check's findings. */
const findingsMax = 200;

/** What a check came to. */
export interface CheckResult {
  bySeverity: Record<Severity, number>;
  byKind: Partial<Record<FindingKind, number>>;
  total: number;
  /** The first of them. */
  findings: Finding[];
}

/** What a check is given besides the settings. */
export interface CheckRequest extends JobRequest {
  /** Also reads the bytes of every blob. */
  deep: boolean;
  onFinding?: (finding: Finding) => void;
}

/** Checks the whole data folder, as the job `check`. @throws JobRunning when another one runs */
export async function runCheck(
  parts: StorageParts,
  jobs: Jobs,
  { diskBytesPerSecond }: { diskBytesPerSecond: number },
  { deep, onFinding, ...request }: CheckRequest,
): Promise<CheckResult> {
  const bytesPerSecond = deep ? diskBytesPerSecond : undefined;
  return await jobs.run({ kind: 'check', ...request, bytesPerSecond }, async ({ pace, progress }) => {
    const bySeverity: CheckResult['bySeverity'] = { error: 0, warning: 0, info: 0 };
    const byKind: CheckResult['byKind'] = {};
    const findings = new Listed<Finding>(findingsMax);
    const repositoriesTotal = new Collected(parts.database).repositoriesTotal();
    let [total, repositoriesDone] = [0, 0];
    const onRepository = (repository: string) => {
      progress({ repository, repositoriesDone, repositoriesTotal, ...bySeverity });
      repositoriesDone += 1;
    };
    for await (const found of check({ parts, pace, deep, onRepository })) {
      total += 1;
      bySeverity[found.severity] += 1;
      byKind[found.kind] = (byKind[found.kind] ?? 0) + 1;
      findings.add(found);
      onFinding?.(found);
    }
    return { bySeverity, byKind, total, findings: findings.list };
  });
}
