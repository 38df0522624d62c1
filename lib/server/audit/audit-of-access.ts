import type { AuditAction, AuditRecord } from '@/lib/observability/audit/audit-record';
import type { Access } from '@/lib/registry/handle';
import { StorageError } from '@/lib/storage/storage-error';

/** What a request to an endpoint does, by method and template; HEAD is as GET. */
const actions: Record<string, AuditAction> = {
  'GET /v2/': 'registry.ping',
  'GET /v2/_catalog': 'catalog.list',
  'GET /v2/{name}/tags/list': 'tag.list',
  'GET /v2/{name}/manifests/{reference}': 'manifest.pull',
  'PUT /v2/{name}/manifests/{reference}': 'manifest.push',
  'DELETE /v2/{name}/manifests/{reference}': 'manifest.delete',
  'POST /v2/{name}/blobs/uploads/': 'upload.begin',
  'GET /v2/{name}/blobs/uploads/{upload}': 'upload.status',
  'PATCH /v2/{name}/blobs/uploads/{upload}': 'upload.append',
  'PUT /v2/{name}/blobs/uploads/{upload}': 'blob.push',
  'DELETE /v2/{name}/blobs/uploads/{upload}': 'upload.cancel',
  'GET /v2/{name}/blobs/{digest}': 'blob.pull',
  'DELETE /v2/{name}/blobs/{digest}': 'blob.delete',
  'GET /v2/{name}/referrers/{digest}': 'referrer.list',
};

/** Those that change what the registry holds when they succeed. */
const changes: ReadonlySet<AuditAction> = new Set([
  'manifest.push',
  'manifest.delete',
  'tag.delete',
  'blob.push',
  'blob.mount',
  'blob.delete',
  'upload.cancel',
]);
/** Those that are only looked up: a refusal of one is told when it is about who may read. */
const reads: ReadonlySet<AuditAction> = new Set([
  'registry.ping',
  'catalog.list',
  'tag.list',
  'manifest.pull',
  'blob.pull',
  'referrer.list',
  'upload.status',
  'registry.request',
]);
const pulls: ReadonlySet<AuditAction> = new Set(['manifest.pull', 'blob.pull']);
/** Refusals that are told whatever was asked for. */
const refusals: ReadonlySet<string> = new Set(['UNAUTHORIZED', 'DENIED', 'TOOMANYREQUESTS']);

/** Characters that a record has room for: names of tags may be long. */
const movesLengthMax = 500;

/**
 * What the audit trail says of an answered request: changes, refusals of changes, refusals for lack of rights, and
 * faults of the registry; `undefined` for all else, and for refusals that the client was told a moment ago.
 * @param auditPulls whether successful pulls are told too
 */
export function auditOfAccess(
  access: Access,
  { auditPulls }: { auditPulls: boolean },
): AuditRecord | undefined {
  // A flood that is held off would fill the trail.
  if (access.error?.isRepeated) return undefined;
  const action = actionOf(access);
  const result = access.error?.code ?? (access.cut === undefined ? 'ok' : `cut:${access.cut}`);
  // Clients ask without credentials first, and find out by the refusal that a token of theirs has expired.
  const isRoutine =
    result === 'UNAUTHORIZED' && (access.refused === undefined || access.refused === 'expired');
  if (isRoutine) return undefined;
  const isTold =
    access.status >= 500 ||
    refusals.has(result) ||
    // An answer that was cut is a change all the same.
    (access.status < 400 ? changes.has(action) : !reads.has(action)) ||
    (auditPulls && access.status < 400 && pulls.has(action));
  if (!isTold) return undefined;
  return {
    atMs: Date.now(),
    actor: access.claimed ?? access.principal,
    address: access.client,
    client: access.userAgent,
    action,
    repository: access.repository,
    reference: access.reference,
    digest: access.digest ?? (action === 'tag.delete' ? access.moved?.[0]?.from : undefined),
    result,
    requestId: access.requestId,
    detail: detailOf(access, action),
  };
}

/** What a request does, or was to do. */
export function actionOf(access: Access): AuditAction {
  const method = access.method === 'HEAD' ? 'GET' : access.method;
  const action = actions[`${method} ${access.route}`] ?? 'registry.request';
  // One endpoint does several things: a 201 from the start of an upload is a whole blob or a mount.
  if (action === 'manifest.delete' && access.reference !== undefined && !access.reference.includes(':'))
    return 'tag.delete';
  if (action !== 'upload.begin') return action;
  if (access.status === 201) return isMount(access) ? 'blob.mount' : 'blob.push';
  return action;
}

function isMount(access: Access): boolean {
  return queryOf(access).has('mount');
}

function detailOf(access: Access, action: AuditAction): AuditRecord['detail'] {
  const detail: AuditRecord['detail'] = {};
  if (access.status >= 400 || access.cut !== undefined) detail.status = access.status;
  if (access.accessToken !== undefined) detail.token = access.accessToken;
  if (access.refused !== undefined) detail.reason = access.refused;
  Object.assign(detail, quotaOf(access));
  if (access.mountedFrom !== undefined) detail.mountedFrom = access.mountedFrom;
  if (access.uploadId !== undefined && action !== 'blob.push') detail.upload = access.uploadId;
  if (action === 'manifest.push' && access.status < 400) {
    const tags = queryOf(access).getAll('tag');
    if (tags.length > 0) detail.tags = tags;
  }
  Object.assign(detail, movesOf(access));
  return Object.keys(detail).length > 0 ? detail : undefined;
}

/** From where to where a tag moved; of several, from where each, while these are few. */
function movesOf({ moved = [] }: Access): AuditRecord['detail'] {
  const [one, ...others] = moved;
  if (!one) return undefined;
  if (others.length === 0) return { from: one.from ?? null, to: one.to ?? null };
  const from = Object.fromEntries(moved.map(({ tag, from }) => [tag, from ?? null]));
  return { moved: JSON.stringify(from).length > movesLengthMax ? moved.length : from };
}

/** Which quota was exceeded, if one was. */
function quotaOf({ error }: Access): AuditRecord['detail'] {
  const fault = error?.cause instanceof StorageError ? error.cause.fault : undefined;
  if (fault?.code !== 'QUOTA_EXCEEDED') return undefined;
  const { namespace, of, limit, used } = fault;
  return { reason: 'quota', namespace, quota: of, limit, used };
}

function queryOf({ target }: Access): URLSearchParams {
  const at = target.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : target.slice(at + 1));
}
