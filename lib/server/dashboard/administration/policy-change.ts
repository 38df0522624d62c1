import type { RetentionPolicy } from '@/lib/config';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { currentExchange } from '@/lib/http/exchange';
import type { PolicyChange } from '@/lib/maintenance/retention/simulate-change';
import type { RetentionPolicies, StoredPolicy } from '@/lib/storage/retention-policies';
import type { Server } from '../../server';
import { simulatedDraft } from './simulated-draft';

/** What is done to the policies of the database. */
export interface Changing {
  /** Which of them; absent for a new one. */
  number?: number;
  /** What stands in its place; absent for one that is removed or switched off. */
  policy?: RetentionPolicy;
}

/** The policies in force before and after a change: one that is changed keeps its place, a new one is the last. */
export function policyChange(policies: RetentionPolicies, { number, policy }: Changing): PolicyChange {
  const stored = policies.stored.flatMap((one) => {
    if (one.number === number) return policy ? [policy] : [];
    return one.isEnabled ? [one.policy] : [];
  });
  const added = number === undefined && policy ? [policy] : [];
  return { before: policies.inForce, after: [...policies.written, ...stored, ...added] };
}

/** A policy of the database by its number, as a path has it. @throws DashboardProblem 404 */
export function storedPolicy(policies: RetentionPolicies, text = ''): StoredPolicy {
  const found = policies.stored.find(({ number }) => String(number) === text);
  if (!found)
    throw new DashboardProblem(404, 'There is no such policy in the database: it was removed already.');
  return found;
}

/** What somebody knows of a change who makes it. */
interface KnownOfChange {
  /** The state of the simulation that they were shown. */
  state?: string | null | undefined;
  /** Whether they make it though nobody knows what it would remove. */
  isBlind: boolean;
}

/**
 * Looks once more what a change would do, before it is made.
 * @returns how many tags would go; null for who makes it without knowing
 * @throws DashboardProblem 409 when other tags would go by now; with the code `not-simulated` when there are too many to
 * look at
 */
export async function requireKnown(
  server: Pick<Server, 'content'>,
  changing: Changing,
  { state, isBlind }: KnownOfChange,
): Promise<number | null> {
  if (isBlind) return null;
  const policies = server.content.parts.retentionPolicies;
  const version = policies.version();
  const change = policyChange(policies, changing);
  const simulation = await whileAwaited((signal) =>
    simulatedDraft(server, { change, view: { show: 'going', thorough: 'yes' }, signal }),
  );
  if (simulation.state === null)
    throw new DashboardProblem(
      409,
      'There are too many tags to look at in a minute: which of them would go is not known, and nothing was changed.',
      { code: 'not-simulated' },
    );
  if (simulation.state !== state || policies.version() !== version)
    throw new DashboardProblem(
      409,
      'Other tags would go by now than those that you were shown: nothing was changed. Look at it again.',
    );
  return simulation.removed;
}

/** Runs a task for as long as the client waits for the answer: who types goes on before it is there. */
export async function whileAwaited<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { response } = currentExchange();
  const left = new AbortController();
  const leave = () => left.abort();
  response.once('close', leave);
  try {
    return await task(left.signal);
  } catch (error) {
    if (left.signal.aborted) throw new DashboardProblem(408, 'Nobody waits for this any more.');
    throw error;
  } finally {
    response.off('close', leave);
  }
}
