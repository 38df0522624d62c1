import { quotaBytesMax, quotaRepositoriesMax } from '@/lib/config/sections/access';
import { parseSize } from '@/lib/config/size';
import { type QuotaList, quotaBody } from '@/lib/dashboard/administration/quota-contract';
import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { fullestQuotas } from '@/lib/maintenance/quota-figures';
import { isNamespace } from '@/lib/storage/quotas/quota-rules';
import { apiRoute } from '../api-route';
import { tell } from '../tell';

/* `/api/v1/access/quotas`: how much namespaces may hold, and what they hold. */

const quotasShownMax = 200;

/** `GET`: those of the configuration and of the database, the fullest first, `quotaList`. */
export const getQuotas = apiRoute({ for: 'auditor' }, async ({ server }) => {
  const { quotas } = server.content;
  const { fullest, count } = await fullestQuotas(quotas, quotasShownMax);
  const answer: QuotaList = {
    quotas: fullest.map(({ bytes, repositories, counted, ...rest }) => ({
      ...rest,
      bytes: bytes ?? null,
      repositories: repositories ?? null,
      isCounted: counted,
    })),
    more: count - fullest.length,
    exempt: quotas.rules.all.flatMap(({ isStored, namespaces, bytes, repositories }) =>
      isStored && bytes === undefined && repositories === undefined ? namespaces : [],
    ),
  };
  return { json: answer };
});

/** `PUT /api/v1/access/quotas/{namespace}`: sets that of one namespace, over those of the configuration. */
export const putQuota = apiRoute(
  { for: 'administrator', body: quotaBody },
  ({ server, caller, sender, params, body }) => {
    const namespace = namespaceOf(params.namespace);
    const [bytes, repositories] = [body.bytes ?? undefined, body.repositories ?? undefined];
    if ((bytes ?? 0) > (parseSize(quotaBytesMax) ?? 0))
      throw new DashboardProblem(400, `A quota is at most ${quotaBytesMax}.`);
    if ((repositories ?? 0) > quotaRepositoriesMax)
      throw new DashboardProblem(400, `A quota is at most ${quotaRepositoriesMax} repositories.`);
    const { name } = caller.principal;
    const { quotas } = server.content;
    quotas.rules.set(namespace, { bytes, repositories }, name);
    // What is there already is counted behind; if that fails, the upkeep does it again and tells.
    void quotas.keepSometimes().catch(() => undefined);
    tell(server, 'quota.set', sender, {
      actor: name,
      result: 'ok',
      detail: {
        namespace,
        bytes,
        repositories,
        unlimited: (bytes === undefined && repositories === undefined) || undefined,
      },
    });
    return {};
  },
);

/** `DELETE /api/v1/access/quotas/{namespace}`: those of the configuration hold again. */
export const deleteQuota = apiRoute({ for: 'administrator' }, ({ server, caller, sender, params }) => {
  const namespace = namespaceOf(params.namespace);
  if (!server.content.quotas.rules.remove(namespace))
    throw new DashboardProblem(404, `No quota is set for ${namespace} here: it was removed already.`);
  tell(server, 'quota.remove', sender, {
    actor: caller.principal.name,
    result: 'ok',
    detail: { namespace },
  });
  return {};
});

/** A namespace as a segment of a path has it: `~` for `/`. @throws DashboardProblem 400 */
function namespaceOf(segment: string | undefined): string {
  const namespace = (segment ?? '').replaceAll('~', '/');
  if (isNamespace(namespace)) return namespace;
  throw new DashboardProblem(
    400,
    'This is no namespace: give the first components of repository names, such as team-a or team-a/sub.',
  );
}
