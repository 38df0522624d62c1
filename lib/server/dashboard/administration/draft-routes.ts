import * as z from 'zod/mini';
import { asConfiguration } from '@/lib/config';
import { type DraftAnswer, draftBody, draftView } from '@/lib/dashboard/administration/draft-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { currentExchange } from '@/lib/http/exchange';
import { apiRoute } from '../api-route';
import { sayingsOf } from './policy-in-words';
import { readDraft } from './read-draft';
import { simulatedDraft } from './simulated-draft';

/** `GET /api/v1/retention/draft`: what a policy would do that nobody has saved, `draftAnswer`. It writes nothing. */
export const getDraft = apiRoute(
  { for: 'auditor', query: z.extend(draftBody, draftView.shape) },
  async ({ server, query }): Promise<{ json: DraftAnswer }> => {
    const read = readDraft(query);
    if ('mistakes' in read) return { json: { mistakes: read.mistakes, policy: null, simulation: null } };
    const { policy } = read;
    const inForce = server.config.retention.policies;
    const change =
      query.alone === 'yes'
        ? { before: [], after: [policy], guards: inForce }
        : { before: inForce, after: [...inForce, policy] };
    const simulation = await whileAwaited((signal) =>
      simulatedDraft(server, { change, view: query, signal }),
    );
    const said = { says: sayingsOf(policy), ...asConfiguration(policy) };
    return { json: { mistakes: [], policy: said, simulation } };
  },
);

/** Runs a task for as long as the client waits for the answer: who types goes on before it is there. */
async function whileAwaited<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
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
