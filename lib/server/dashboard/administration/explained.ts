import type { IdentityError } from '@/lib/auth/identity/identity-error';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { isNamed } from '@/lib/dashboard/is-named';
import type { JobRunning } from '@/lib/maintenance/jobs';
import type { RetentionPlanRefused } from '@/lib/maintenance/retention/run-planned';
import type { TooManyPolicies } from '@/lib/storage/retention-policies';
import type { StorageError } from '@/lib/storage/storage-error';
import type { TrashError } from '@/lib/storage/trash/trash-error';

/**
 * Runs a task for somebody at the screen: a fault that they can act on is told in a sentence.
 * @throws DashboardProblem 404 or 409, or whatever else the task throws
 */
export async function explained<T>(task: () => Promise<T> | T): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw problemIn(error) ?? error;
  }
}

function problemIn(error: unknown): DashboardProblem | undefined {
  if (isNamed<TrashError>(error, 'TrashError'))
    return new DashboardProblem(error.fault.code === 'UNKNOWN_ENTRY' ? 404 : 409, sentence(error.message));
  if (
    isNamed<IdentityError>(error, 'IdentityError') ||
    isNamed<JobRunning>(error, 'JobRunning') ||
    isNamed<RetentionPlanRefused>(error, 'RetentionPlanRefused') ||
    isNamed<TooManyPolicies>(error, 'TooManyPolicies')
  )
    return new DashboardProblem(409, sentence(error.message));
  if (isNamed<StorageError>(error, 'StorageError') && error.fault.code === 'BUSY')
    return new DashboardProblem(409, 'Something else works on this repository. Try again in a moment.');
  return undefined;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
