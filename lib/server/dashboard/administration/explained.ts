import { IdentityError } from '@/lib/auth/identity/identity-error';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { JobRunning } from '@/lib/maintenance/jobs';
import { StorageError } from '@/lib/storage/storage-error';
import { TrashError } from '@/lib/storage/trash/trash-error';

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
  if (error instanceof TrashError)
    return new DashboardProblem(error.fault.code === 'UNKNOWN_ENTRY' ? 404 : 409, sentence(error.message));
  if (error instanceof IdentityError || error instanceof JobRunning)
    return new DashboardProblem(409, sentence(error.message));
  if (error instanceof StorageError && error.fault.code === 'BUSY')
    return new DashboardProblem(409, 'Something else works on this repository. Try again in a moment.');
  return undefined;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
