import { createHash } from 'node:crypto';
import type { Action } from '@/lib/auth/access/actions';
import type { Invalid } from '@/lib/oci/invalid';
import { protectionWords } from '@/lib/oci/protection-words';
import type { ManifestGone } from '@/lib/storage/manifest-gone';
import type { Cause, Origin } from '@/lib/storage/origin';
import type { StorageError } from '@/lib/storage/storage-error';
import type { TrashError } from '@/lib/storage/trash/trash-error';
import { DashboardProblem } from '../dashboard-problem';
import { isNamed } from '../is-named';
import type { RepositoryScope } from '../repository-scope';

/** A repository that somebody changes. */
export interface ChangeScope extends RepositoryScope {
  /** Who makes a change of this kind, for the history and the trash. */
  originOf: (cause: Cause) => Origin;
}

const words: Readonly<Record<Action, string>> = {
  pull: 'pull from',
  push: 'push to',
  retag: 'move tags in',
  delete: 'delete from',
  administer: 'administer',
};

/** @throws DashboardProblem 403 */
export function requireRight({ may, repository }: RepositoryScope, action: Action): void {
  if (may(action)) return;
  throw new DashboardProblem(
    403,
    `You may not ${words[action]} ${repository}. An administrator can give that right by a rule.`,
    { code: 'forbidden' },
  );
}

/** Says what storage refuses in words for the person at the screen. Anything else is thrown as it is. */
export async function inWords<T>(task: Promise<T>): Promise<T> {
  return await task.catch((error: unknown) => {
    throw problemOfStorage(error) ?? error;
  });
}

function problemOfStorage(error: unknown): DashboardProblem | undefined {
  if (isNamed<ManifestGone>(error, 'ManifestGone') || isNamed<TrashError>(error, 'TrashError'))
    return new DashboardProblem(409, sentence(error.message));
  if (isNamed<Invalid>(error, 'Invalid')) return new DashboardProblem(400, sentence(error.message));
  if (!isNamed<StorageError>(error, 'StorageError')) return undefined;
  const { fault } = error;
  if (fault.code === 'TAG_PROTECTED') {
    const tags = fault.tags.slice(0, 5).join(', ');
    return new DashboardProblem(
      409,
      fault.rule === 'person'
        ? `${tags} is ${protectionWords(fault.protection)}. Lift the protection first.`
        : `${tags} is ${fault.rule} by ${fault.setting}. Change that setting first.`,
    );
  }
  if (fault.code === 'TAG_MOVED')
    return new DashboardProblem(
      409,
      'The tag has moved since it was shown. Nothing was changed. Look again.',
    );
  if (fault.code === 'REFERENCED')
    return new DashboardProblem(409, `${fault.by.length} indexes name this manifest. Delete those first.`);
  if (fault.code === 'BUSY')
    return new DashboardProblem(409, 'Another change of this repository is under way. Try again.');
  return undefined;
}

/** What is refused because somebody else changed something meanwhile. */
export function changedMeanwhile(): DashboardProblem {
  return new DashboardProblem(409, 'This has changed since it was shown. Nothing was deleted. Look again.');
}

/** The name of a state of things: another for every other one. */
export function planOf(state: unknown): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 32);
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
