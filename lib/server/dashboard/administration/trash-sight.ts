import type { Action } from '@/lib/auth/access/actions';
import { requireRight } from '@/lib/dashboard/changes/change-scope';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import type { RepositoryScope } from '@/lib/dashboard/repository-scope';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { SeesEntry } from '@/lib/storage/trash/trash';
import type { TrashEntryFacts } from '@/lib/storage/trash/trash-store';
import type { ApiRequest } from '../api-route';
import { isAdministrator, isAuditor } from '../caller';
import { contentFor } from '../visible-content';

/** What somebody sees of the trash, and may bring back. */
export interface TrashSight {
  /**
   * Whether they see an entry: of a repository from which they may delete, or one that they deleted themselves from one
   * that they may still pull from. Undefined for who sees the whole trash.
   */
  sees: SeesEntry | undefined;
  mayPull: (repository: RepositoryName) => boolean;
  /** Whether they may bring back what an entry holds, if no tag has to be moved for it. */
  mayRestore: (entry: Pick<TrashEntryFacts, 'repository'>) => boolean;
  /**
   * Whether they may bring back an entry.
   * @throws DashboardProblem 404 when they see none of this name, 403 when they may not
   */
  requireRestore: (id: string, how: { overwrite: boolean }) => Promise<void>;
}

/**
 * What whoever asks sees of the trash: administrators and auditors all of it. What is brought back is pushed, as by the
 * history of a tag; tags that point to something else by now are moved.
 */
export function trashSightOf({
  server,
  caller,
}: Pick<ApiRequest<unknown, unknown>, 'server' | 'caller'>): TrashSight {
  const content = contentFor(server, caller);
  // The rules are asked once for each repository, however many entries it has.
  const scopes = new Map<RepositoryName, RepositoryScope | undefined>();
  const scopeOf = (repository: RepositoryName) => {
    if (!scopes.has(repository)) scopes.set(repository, content.scope(repository));
    return scopes.get(repository);
  };
  const may = (action: Action, repository: RepositoryName) => scopeOf(repository)?.may(action) ?? false;
  const { kind, name } = caller.principal;
  const isOwn = ({ actor, cause }: TrashEntryFacts) =>
    kind !== 'anonymous' && cause === 'delete' && actor === name;
  const mayAll = isAdministrator(server, caller);
  const readsAll = isAuditor(server, caller);
  const sees: SeesEntry = (entry) =>
    scopeOf(entry.repository) !== undefined && (may('delete', entry.repository) || isOwn(entry));
  return {
    sees: readsAll ? undefined : sees,
    mayPull: (repository) => readsAll || scopeOf(repository) !== undefined,
    mayRestore: ({ repository }) => mayAll || may('push', repository),
    requireRestore: async (id, { overwrite }) => {
      if (mayAll) return;
      const entry = await server.content.trash.factsOf(id);
      const scope = entry && scopeOf(entry.repository);
      if (!entry || !scope || !(readsAll || sees(entry))) throw noEntry();
      requireRight(scope, 'push');
      if (overwrite) requireRight(scope, 'retag');
    },
  };
}

/** What is answered for an entry that is not there, and for one that somebody does not see. */
export function noEntry(): DashboardProblem {
  return new DashboardProblem(404, 'This was restored or purged already, or it expired.');
}
