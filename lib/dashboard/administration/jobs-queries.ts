import { fetchJson, sendJson } from '../fetch-json';
import { withQuery } from '../repository-path';
import type { NewJobBody } from './jobs-contract';
import type { JobsQuery } from './jobs-query';

const contracts = () => import('./jobs-contract');

/** How often a page asks while a run goes on, in milliseconds. */
export const refreshRunningMs = 1_000;

/** All that is known of runs: forgotten together when one begins or ends. */
export const jobsKey = ['jobs'] as const;

/** The query of some runs. */
export function jobsListQuery({ kind, before }: JobsQuery) {
  const query = { kind, before: before === undefined ? undefined : String(before) };
  return {
    queryKey: [...jobsKey, 'list', kind ?? '', before ?? 0],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(withQuery('/api/v1/jobs', query), async () => (await contracts()).jobList, signal),
  };
}

/** The query of one run. */
export function jobQuery(id: string) {
  return {
    queryKey: [...jobsKey, 'one', id],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(`/api/v1/jobs/${encodeURIComponent(id)}`, async () => (await contracts()).jobDetail, signal),
  };
}

/** The query of a page of the tags that a plan of retention lists. */
export function plannedTagsPageQuery(id: string, after: string | undefined) {
  return {
    queryKey: ['planned-tags', id, after ?? ''],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        withQuery(`/api/v1/jobs/${encodeURIComponent(id)}/tags`, { after }),
        async () => (await contracts()).plannedTags,
        signal,
      ),
  };
}

/** Begins a run. */
export async function beginJob(body: NewJobBody) {
  return await sendJson('POST', '/api/v1/jobs', { body, answer: async () => (await contracts()).begunJob });
}
