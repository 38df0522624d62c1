import { tagDeletionPlanBody } from '@/lib/dashboard/changes/change-contracts';
import { type ChangeScope, requireRight } from '@/lib/dashboard/changes/change-scope';
import { planTagDeletion } from '@/lib/dashboard/changes/plan-tag-deletion';
import { removePlannedTags, runOfPlan } from '@/lib/dashboard/changes/remove-planned-tags';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { untaggedAfterMsFor } from '@/lib/maintenance/retention/untagged-after';
import type { TagPlan } from '@/lib/storage/listing/tag-plans';
import { explained } from './administration/explained';
import { apiRoute } from './api-route';
import { changeScopeOf, tellOfChange } from './change-scope-of';
import { tell } from './tell';

/* `/api/v1/repositories/{repository}/tag-deletions`: tags that go together, by who may delete them. */

/** `POST …/plan`: what would go with some tags, or with all that match, `tagDeletionPlan`. */
export const postTagDeletionPlan = apiRoute({ for: 'reader', body: tagDeletionPlanBody }, async (request) => {
  const scope = changeScopeOf(request);
  const untaggedAfterMs = untaggedAfterMsFor(
    scope.repository,
    request.server.config.maintenance,
    request.server.content.parts.retentionPolicies.inForce,
  );
  return { json: await planTagDeletion(scope, request.body, untaggedAfterMs) };
});

/** `POST …/{plan}`: removes what a plan lists, behind the answer, `tagDeletionRun`. */
export const postPlannedTagDeletion = apiRoute({ for: 'reader' }, async (request) => {
  const { server, params } = request;
  const scope = changeScopeOf(request);
  const plan = planOf(scope, params.plan);
  const { actor } = scope.originOf('delete');
  if (plan.actor !== actor) throw noSuchPlan();
  if (plan.job !== undefined) throw new DashboardProblem(409, 'These tags are being deleted already.');
  const { tagPlans } = scope.storage;
  const onFailed = (error: unknown) =>
    server.log.error({ err: error, repository: scope.repository }, 'a tag could not be deleted');
  await explained(() =>
    server.askedJobs.begin('tag-deletion', actor, (asked) => {
      let job = 0;
      const onBegun = (id: number) => {
        job = id;
        asked.onBegun?.(id);
      };
      return server.jobs.run({ kind: 'tag-deletion', ...asked, onBegun }, async (course) => {
        if (!tagPlans.take(plan.id, job)) throw new Error('another run has these tags');
        return await removePlannedTags(scope, plan, course, {
          onDeleted: ({ name, digest }) =>
            tellOfChange(server, scope, 'tag.delete', {
              reference: name,
              digest,
              from: digest,
              to: null,
              job,
            }),
          onFailed,
        });
      });
    }),
  );
  return { status: 202, json: runOfPlan(plan, { state: 'running', result: undefined }) };
});

/** `GET …/{plan}`: how far that has come, `tagDeletionRun`. */
export const getTagDeletionRun = apiRoute({ for: 'reader' }, (request) => {
  const plan = planOf(changeScopeOf(request), request.params.plan);
  if (plan.job === undefined) throw noSuchPlan();
  return { json: runOfPlan(plan, request.server.jobs.get(plan.job)) };
});

/** `POST …/{plan}/cancel`: asks for its end. */
export const postTagDeletionCancel = apiRoute({ for: 'reader' }, (request) => {
  const { server, sender, caller, params } = request;
  const { job } = planOf(changeScopeOf(request), params.plan);
  const { name } = caller.principal;
  if (job === undefined || !server.jobs.cancel(job, name))
    throw new DashboardProblem(409, 'This run has ended already.');
  tell(server, 'job.cancel', sender, { actor: name, result: 'ok', detail: { job, kind: 'tag-deletion' } });
  return {};
});

/** @throws DashboardProblem 403, 404 */
function planOf(scope: ChangeScope, text = ''): TagPlan {
  requireRight(scope, 'delete');
  const plan = /^\d{1,15}$/.test(text)
    ? scope.storage.tagPlans.get(scope.repository, Number(text))
    : undefined;
  if (!plan) throw noSuchPlan();
  return plan;
}

function noSuchPlan(): DashboardProblem {
  return new DashboardProblem(404, 'This list of tags is not kept any more. Select them again.');
}
