import { type NewJobBody, newJobBody, plannedTagsQuery } from '@/lib/dashboard/administration/jobs-contract';
import { jobsQuery } from '@/lib/dashboard/administration/jobs-query';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import type { CollectionPlan } from '@/lib/maintenance/collection/plan';
import type { JobRun } from '@/lib/maintenance/job-run';
import type { JobRequest } from '@/lib/maintenance/jobs';
import type { Server } from '../../server';
import { apiRoute } from '../api-route';
import { tell } from '../tell';
import { explained } from './explained';
import { detailOf } from './job-detail';
import { summaryOf } from './job-summary';
import { plannedTagsPage, retentionPlanOf, shownRetentionPlan } from './planned-retention';

/* `/api/v1/jobs`: the runs of maintenance. */

const jobsPerPage = 20;

/** `GET`: the latest runs, `jobList`. */
export const getJobs = apiRoute({ for: 'auditor', query: jobsQuery }, ({ server, query }) => {
  const runs = server.jobs.list({ ...query, limit: jobsPerPage + 1 });
  const shown = runs.slice(0, jobsPerPage);
  const next = runs.length > jobsPerPage ? (shown.at(-1)?.id ?? null) : null;
  return { json: { nowMs: Date.now(), jobs: shown.map(summaryOf), next } };
});

/** `GET /api/v1/jobs/{job}`: one run with all that came out of it, `jobDetail`. */
export const getJob = apiRoute({ for: 'auditor' }, ({ server, params }) => {
  const run = runOf(server, params.job);
  return { json: { ...detailOf(run), retention: shownRetentionPlan(server, run) } };
});

/** `GET /api/v1/jobs/{job}/tags`: a page of the tags that a plan of retention lists, `plannedTags`. */
export const getPlannedTags = apiRoute(
  { for: 'auditor', query: plannedTagsQuery },
  ({ server, params, query }) => ({ json: plannedTagsPage(server, runOf(server, params.job), query.after) }),
);

/** `POST`: begins a run, `begunJob`. It goes on behind the answer; the trail tells of its end. */
export const postJob = apiRoute(
  { for: 'administrator', body: newJobBody },
  async ({ server, caller, body }) => {
    const begin = await explained(() => beginning(server, body));
    const id = await explained(() => server.askedJobs.begin(body.kind, caller.principal.name, begin));
    return { status: 202, json: { id } };
  },
);

/** `POST /api/v1/jobs/{job}/cancel`: asks for its end. */
export const postCancel = apiRoute({ for: 'administrator' }, ({ server, caller, sender, params }) => {
  const { id, kind } = runOf(server, params.job);
  const { name } = caller.principal;
  if (!server.jobs.cancel(id, name)) throw new DashboardProblem(409, 'This run has ended already.');
  tell(server, 'job.cancel', sender, { actor: name, result: 'ok', detail: { job: id, kind } });
  return {};
});

function runOf({ jobs }: Pick<Server, 'jobs'>, text = ''): JobRun {
  const run = /^\d{1,15}$/.test(text) ? jobs.get(Number(text)) : undefined;
  if (!run)
    throw new DashboardProblem(404, 'There is no such run, or it was so long ago that it is forgotten.');
  return run;
}

async function beginning(
  server: Server,
  body: NewJobBody,
): Promise<(request: JobRequest) => Promise<unknown>> {
  const { upkeep } = server;
  switch (body.kind) {
    case 'plan':
      return (request) => upkeep.plan(request);
    case 'collection': {
      const plan = planOf(server, body.plan);
      return (request) => upkeep.collect(plan, request);
    }
    case 'retention-plan':
      return (request) => upkeep.planRetention(request);
    case 'retention': {
      const plan = retentionPlanOf(server, runOf(server, String(body.plan)));
      await upkeep.refuseChanged(plan);
      return (request) => upkeep.retain(plan, request);
    }
    case 'check':
      return (request) => upkeep.check(body.deep, request);
    case 'scrub':
      return (request) => upkeep.scrub(body.all, request);
    case 'backup':
      if (!upkeep.backup)
        throw new DashboardProblem(
          409,
          'Nobody said where backups go. Set backup.folder and start the server again.',
        );
      return upkeep.backup;
  }
}

function planOf(server: Server, id: number): CollectionPlan {
  const run = runOf(server, String(id));
  if (run.kind !== 'plan' || run.state !== 'done')
    throw new DashboardProblem(409, 'This is no finished plan. Make another one.');
  return run.result as CollectionPlan;
}
