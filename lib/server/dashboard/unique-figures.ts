import type { UniqueFigures } from '@/lib/dashboard/list-repositories';
import type { Usage } from '@/lib/maintenance/usage/usage';
import type { Server } from '../server';
import { type Caller, isAuditor } from './caller';

/** The bytes by repository, of each measurement once. */
const known = new WeakMap<Usage, Map<string, number>>();

/**
 * What each repository alone holds, as of the latest measurement, which this does not wait for.
 * @returns undefined for who may not read the state of the registry: it would tell them that what they may not see shares
 *   something
 */
export function uniqueFigures(
  server: Pick<Server, 'auth' | 'usage'>,
  caller: Caller,
): UniqueFigures | undefined {
  const usage = isAuditor(server, caller) ? server.usage.glance() : undefined;
  if (!usage) return undefined;
  let bytes = known.get(usage);
  if (!bytes) {
    bytes = new Map(usage.repositories.map(({ repository, uniqueBytes }) => [repository, uniqueBytes]));
    known.set(usage, bytes);
  }
  const all = bytes;
  return { takenAtMs: usage.takenAtMs, bytesOf: (repository) => all.get(repository) };
}
