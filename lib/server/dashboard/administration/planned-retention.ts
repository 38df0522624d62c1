import type { JobDetail, PlannedTags } from '@/lib/dashboard/administration/jobs-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import type { JobRun } from '@/lib/maintenance/job-run';
import type { RetentionPlanResult } from '@/lib/maintenance/retention/plan-run';
import {
  type PlannedPlace,
  type RetentionPlanFacts,
  RetentionPlans,
} from '@/lib/maintenance/retention/retention-plans';
import { isTag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Server } from '../../server';

/** As many as a page draws: how high a row is, its reason says. */
const tagsPerPage = 50;

/** A plan of retention that is done. @throws DashboardProblem 409 when the run is none */
export function retentionPlanOf({ content }: Pick<Server, 'content'>, run: JobRun): RetentionPlanFacts {
  const plan =
    run.kind === 'retention-plan' && run.state === 'done'
      ? new RetentionPlans(content.parts.database).get(run.id)
      : undefined;
  if (!plan)
    throw new DashboardProblem(
      409,
      'This is no finished plan of retention, or its list is forgotten. Make another one.',
    );
  return plan;
}

/** What a plan of retention came to, and what became of it; null of any other run, and of one whose list is forgotten. */
export function shownRetentionPlan(
  { content, config }: Pick<Server, 'content' | 'config'>,
  run: JobRun,
): JobDetail['retention'] {
  if (run.kind !== 'retention-plan' || run.state !== 'done') return null;
  const plan = new RetentionPlans(content.parts.database).get(run.id);
  if (!plan) return null;
  const { tags, repositories, removed, manifests, freedBytes, keptBytes } = run.result as RetentionPlanResult;
  return {
    tags,
    repositories,
    removed,
    manifests,
    freedBytes,
    keptBytes,
    runBy: plan.job ?? null,
    isApplied: config.retention.enabled,
  };
}

/**
 * A page of the tags that a plan lists.
 * @param after `repository:tag`
 * @throws DashboardProblem 400 when that is no place, 409 when the run is no plan of retention
 */
export function plannedTagsPage(
  server: Pick<Server, 'content'>,
  run: JobRun,
  after: string | undefined,
): PlannedTags {
  const plan = retentionPlanOf(server, run);
  const rows = new RetentionPlans(server.content.parts.database).page(plan.id, {
    after: after === undefined ? undefined : placeIn(after),
    limit: tagsPerPage + 1,
  });
  const shown = rows.slice(0, tagsPerPage);
  const last = shown.at(-1);
  return {
    tags: shown.map(({ repository, tag, digest, bytes, reason, policy }) => ({
      repository,
      tag,
      digest,
      bytes,
      reason,
      policy,
    })),
    total: plan.tags,
    next: rows.length > tagsPerPage && last ? `${last.repository}:${last.tag}` : null,
  };
}

function placeIn(text: string): PlannedPlace {
  const at = text.lastIndexOf(':');
  const tag = text.slice(at + 1);
  if (at > 0 && isTag(tag)) return { repository: text.slice(0, at) as RepositoryName, tag };
  throw new DashboardProblem(400, 'after: write the last tag of the page before, as team/app:1.0.');
}
