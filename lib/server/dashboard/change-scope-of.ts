import type { ChangeScope } from '@/lib/dashboard/changes/change-scope';
import type { AuditAction } from '@/lib/observability/audit/audit-record';
import type { Server } from '../server';
import type { ApiRequest } from './api-route';
import { scopeOf } from './visible-content';

type Asked = Pick<ApiRequest<unknown, unknown>, 'server' | 'caller' | 'sender' | 'params'>;

const clientLengthMax = 256;

/** The repository that a request changes, in the name of who sent it. @throws DashboardProblem 404 */
export function changeScopeOf({ server, caller, sender, params }: Asked): ChangeScope {
  return {
    ...scopeOf(server, caller, params.repository),
    originOf: (cause) => ({
      actor: caller.principal.name,
      cause,
      address: sender.address,
      client: sender.client?.slice(0, clientLengthMax),
    }),
  };
}

/** Tells the audit trail of a deletion or a protection; what else is changed, storage itself tells of. */
export function tellOfChange(
  { observation }: Pick<Server, 'observation'>,
  { repository, originOf }: ChangeScope,
  action: AuditAction,
  { reference, digest, ...detail }: { reference: string; digest?: string } & Record<string, unknown>,
): void {
  const { actor, address, client } = originOf('delete');
  observation.audit.record({
    atMs: Date.now(),
    action,
    actor,
    address,
    client,
    repository,
    reference,
    digest,
    result: 'ok',
    detail: { at: 'dashboard', ...detail },
  });
}
