/** Who may ask at all: what `ApiAccess` of `lib/server/dashboard` says, written down anew. */
export type Gate = 'anyone' | 'reader' | 'signed-in' | 'auditor' | 'administrator' | 'accounts' | 'owner';

/** What somebody may do in the repository that the examples are about. */
export type Right = 'pull' | 'push' | 'delete' | 'administer';

/** One route: who may ask, and what comes of it. */
export interface ApiLine {
  gate: Gate;
  /** Rights in `team/app`, in the order in which they are asked for, and what is answered to whoever lacks one. */
  rights?: readonly (readonly [right: Right, status: number, code?: string])[];
  /** The body of the request. */
  json?: unknown;
  /** What stands behind the path, `?` included. */
  query?: string;
  /** What is answered to whoever may: the request is to change nothing that others of the table need. */
  status: number;
  /** What is answered while another one is under way. */
  busy?: number;
  /** The code of the error, where that is one. */
  code?: string;
  /** Whether the answer goes on for as long as it is read: its head is looked at. */
  streams?: true;
  /** Whether the answer names `team/app` to whoever may pull from it, and to nobody else. */
  lists?: true;
}

/** What stands for each named part of a path. Of what is ended or removed, one that is not there. */
export const examples: Record<string, string> = {
  repository: 'team~app',
  session: '0'.repeat(18),
  token: '0'.repeat(18),
  path: 'v1/nowhere',
  reference: 'v1',
  tag: 'v1',
  digest: `sha256:${'0'.repeat(64)}`,
  job: '987654321',
  plan: '987654321',
  entry: 'nothing-that-was-deleted',
  user: 'nobody',
  rule: 'r0',
  policy: '987654321',
  group: 'nobodies',
  member: 'nobody',
  namespace: 'nowhere',
};

/** The password of everybody in the table who has one. */
export const password = 'correct horse battery';

const pulls = [['pull', 404]] as const;
const deletes = [
  ['pull', 404],
  ['delete', 403, 'forbidden'],
] as const;
const administers = [
  ['pull', 404],
  ['administer', 403, 'forbidden'],
] as const;
const digest = `sha256:${'0'.repeat(64)}`;

/**
 * The model of the dashboard's API: one line a route, `METHOD /path/of/the/files`. A route without a line fails the
 * test, and so does a line without a route.
 */
export const apiModel: Record<string, ApiLine> = {
  'GET /api/v1/access/explain': {
    gate: 'auditor',
    query: '?who=reader&repository=team/app',
    status: 200,
  },
  'GET /api/v1/access/groups': { gate: 'auditor', status: 200 },
  'POST /api/v1/access/groups': {
    gate: 'accounts',
    json: { group: 'nobodies', member: 'nobody' },
    status: 409,
  },
  'DELETE /api/v1/access/groups/{group}/members/{member}': { gate: 'accounts', status: 404 },
  'GET /api/v1/access/quotas': { gate: 'auditor', status: 200 },
  'PUT /api/v1/access/quotas/{namespace}': {
    gate: 'administrator',
    json: { bytes: 2 ** 52, repositories: null },
    status: 400,
  },
  'DELETE /api/v1/access/quotas/{namespace}': { gate: 'administrator', status: 404 },
  'GET /api/v1/access/rules': { gate: 'auditor', status: 200 },
  'POST /api/v1/access/rules': {
    gate: 'accounts',
    json: {
      effect: 'allow',
      subjects: ['nobody at all'],
      repositories: ['team/*'],
      actions: ['pull'],
      note: '',
    },
    status: 409,
  },
  'PUT /api/v1/access/rules/{rule}': {
    gate: 'accounts',
    json: {
      effect: 'allow',
      subjects: ['everyone'],
      repositories: ['team/*'],
      actions: ['pull'],
      note: '',
    },
    status: 404,
  },
  'DELETE /api/v1/access/rules/{rule}': { gate: 'accounts', status: 404 },
  'GET /api/v1/access/tokens': { gate: 'auditor', status: 200 },
  'POST /api/v1/access/tokens': {
    gate: 'accounts',
    json: { account: 'nobody', label: 'matrix', lifetimeDays: 1, grants: null },
    status: 409,
  },
  'DELETE /api/v1/access/tokens/{token}': { gate: 'accounts', status: 404 },
  'POST /api/v1/access/tokens/{token}/rotation': { gate: 'accounts', status: 404 },
  'GET /api/v1/access/users': { gate: 'auditor', status: 200 },
  'POST /api/v1/access/users': {
    gate: 'accounts',
    json: { name: 'reader', kind: 'user', role: 'user', note: '' },
    status: 409,
  },
  'GET /api/v1/access/users/{user}': { gate: 'auditor', status: 404 },
  'PUT /api/v1/access/users/{user}': { gate: 'accounts', json: { isDisabled: true }, status: 404 },
  'DELETE /api/v1/access/users/{user}': { gate: 'accounts', status: 404 },
  'POST /api/v1/access/users/{user}/password': { gate: 'accounts', status: 404 },
  'POST /api/v1/access/users/{user}/sign-out': { gate: 'accounts', status: 404 },
  'DELETE /api/v1/access/users/{user}/sessions/{session}': { gate: 'accounts', status: 404 },
  'GET /api/v1/activity': { gate: 'auditor', status: 200 },
  'GET /api/v1/audit': { gate: 'auditor', status: 200 },
  'GET /api/v1/audit/export': { gate: 'auditor', query: '?actor=nobody', status: 200 },
  'GET /api/v1/compare': {
    gate: 'reader',
    rights: pulls,
    query: '?a=team/app:v1&b=team/app:v1',
    status: 200,
  },
  'GET /api/v1/compare/files': {
    gate: 'reader',
    rights: pulls,
    query: '?a=team/app:v1&b=team/app:v1',
    status: 200,
  },
  'GET /api/v1/compare/packages': {
    gate: 'reader',
    rights: pulls,
    query: '?a=team/app:v1&b=team/app:v1',
    status: 200,
  },
  'GET /api/v1/connection': { gate: 'anyone', status: 200 },
  'GET /api/v1/doctor': { gate: 'auditor', status: 200 },
  // One look at a time.
  'POST /api/v1/doctor': { gate: 'administrator', status: 202, busy: 409 },
  'GET /api/v1/events': { gate: 'reader', query: '?lastMs=1000', status: 200, streams: true },
  'GET /api/v1/health': { gate: 'auditor', status: 200 },
  'GET /api/v1/jobs': { gate: 'auditor', status: 200 },
  'POST /api/v1/jobs': {
    gate: 'administrator',
    json: { kind: 'collection', plan: 987_654_321 },
    status: 404,
  },
  'GET /api/v1/jobs/{job}': { gate: 'auditor', status: 404 },
  'GET /api/v1/jobs/{job}/tags': { gate: 'auditor', status: 404 },
  'POST /api/v1/jobs/{job}/cancel': { gate: 'administrator', status: 404 },
  'GET /api/v1/openapi.json': { gate: 'anyone', status: 200 },
  'PUT /api/v1/password': {
    gate: 'owner',
    json: { current: password, next: 'short' },
    status: 400,
    code: 'password',
  },
  'GET /api/v1/namespaces': { gate: 'reader', query: '?in=team', status: 200, lists: true },
  'GET /api/v1/repositories': { gate: 'reader', status: 200, lists: true },
  'GET /api/v1/repositories/{repository}/deletion': { gate: 'reader', rights: deletes, status: 200 },
  'POST /api/v1/repositories/{repository}/deletion': {
    gate: 'reader',
    rights: deletes,
    json: { plan: 'another' },
    status: 409,
  },
  'GET /api/v1/repositories/{repository}/history': { gate: 'reader', rights: pulls, status: 200 },
  'GET /api/v1/repositories/{repository}/policy': { gate: 'reader', rights: pulls, status: 200 },
  'PUT /api/v1/repositories/{repository}/star': { gate: 'owner', rights: pulls, status: 204 },
  'DELETE /api/v1/repositories/{repository}/star': { gate: 'owner', rights: pulls, status: 204 },
  'GET /api/v1/repositories/{repository}/usage': { gate: 'reader', rights: pulls, status: 200 },
  'GET /api/v1/repositories/{repository}/manifests/{reference}': {
    gate: 'reader',
    rights: pulls,
    status: 200,
  },
  'GET /api/v1/repositories/{repository}/manifests/{reference}/content': {
    gate: 'reader',
    rights: pulls,
    status: 200,
  },
  'GET /api/v1/repositories/{repository}/manifests/{reference}/deletion': {
    gate: 'reader',
    rights: pulls,
    status: 404,
  },
  'POST /api/v1/repositories/{repository}/manifests/{reference}/deletion': {
    gate: 'reader',
    rights: pulls,
    json: { plan: 'another' },
    status: 404,
  },
  // The image of the example has no layers.
  'GET /api/v1/repositories/{repository}/manifests/{reference}/files': {
    gate: 'reader',
    rights: pulls,
    status: 200,
  },
  'DELETE /api/v1/repositories/{repository}/manifests/{reference}/files/indexing': {
    gate: 'reader',
    rights: pulls,
    status: 204,
  },
  'GET /api/v1/repositories/{repository}/manifests/{reference}/files/content': {
    gate: 'reader',
    rights: pulls,
    query: `?layer=${digest}&entry=0`,
    status: 404,
  },
  'GET /api/v1/repositories/{repository}/manifests/{reference}/files/download': {
    gate: 'reader',
    rights: pulls,
    query: `?layer=${digest}&entry=0`,
    status: 404,
  },
  'GET /api/v1/repositories/{repository}/manifests/{reference}/blobs/download': {
    gate: 'reader',
    rights: pulls,
    query: `?digest=${digest}`,
    status: 404,
  },
  'GET /api/v1/repositories/{repository}/manifests/{reference}/raw': {
    gate: 'reader',
    rights: pulls,
    status: 200,
  },
  'GET /api/v1/repositories/{repository}/manifests/{reference}/referrers': {
    gate: 'reader',
    rights: pulls,
    status: 200,
  },
  'GET /api/v1/repositories/{repository}/manifests/{reference}/trash': {
    gate: 'reader',
    rights: pulls,
    status: 200,
  },
  'POST /api/v1/repositories/{repository}/restorations': {
    gate: 'reader',
    rights: pulls,
    json: { entries: ['nothing-that-was-deleted'] },
    status: 404,
  },
  'POST /api/v1/repositories/{repository}/tag-deletions': {
    gate: 'reader',
    rights: deletes,
    json: { tags: [{ name: 'not-there', digest, pushedAtMs: 0 }] },
    status: 200,
  },
  'POST /api/v1/repositories/{repository}/tag-deletions/plan': {
    gate: 'reader',
    rights: deletes,
    json: { names: ['not-there'] },
    status: 200,
  },
  'GET /api/v1/repositories/{repository}/tag-deletions/{plan}': {
    gate: 'reader',
    rights: deletes,
    status: 404,
  },
  'POST /api/v1/repositories/{repository}/tag-deletions/{plan}': {
    gate: 'reader',
    rights: deletes,
    status: 404,
  },
  'POST /api/v1/repositories/{repository}/tag-deletions/{plan}/cancel': {
    gate: 'reader',
    rights: deletes,
    status: 404,
  },
  'POST /api/v1/repositories/{repository}/tag-protections': {
    gate: 'reader',
    rights: administers,
    json: { names: ['not-there'], isProtected: true },
    status: 200,
  },
  'GET /api/v1/repositories/{repository}/tags': { gate: 'reader', rights: pulls, status: 200 },
  'GET /api/v1/repositories/{repository}/tags/{tag}': { gate: 'reader', rights: pulls, status: 200 },
  'PUT /api/v1/repositories/{repository}/tags/{tag}': {
    gate: 'reader',
    rights: [
      ['pull', 404],
      ['push', 403, 'forbidden'],
    ],
    json: { digest, from: null },
    status: 409,
  },
  'GET /api/v1/repositories/{repository}/tags/{tag}/protection': {
    gate: 'reader',
    rights: pulls,
    status: 200,
  },
  'PUT /api/v1/repositories/{repository}/tags/{tag}/protection': {
    gate: 'reader',
    rights: administers,
    status: 200,
  },
  'DELETE /api/v1/repositories/{repository}/tags/{tag}/protection': {
    gate: 'reader',
    rights: administers,
    status: 200,
  },
  'GET /api/v1/retention': { gate: 'auditor', status: 200 },
  'GET /api/v1/retention/draft': { gate: 'auditor', status: 200 },
  'POST /api/v1/retention/policies': {
    gate: 'administrator',
    json: { isEnabled: true, state: null },
    status: 400,
  },
  'PUT /api/v1/retention/policies/{policy}': {
    gate: 'administrator',
    json: { isEnabled: true, state: null },
    status: 404,
  },
  'DELETE /api/v1/retention/policies/{policy}': { gate: 'administrator', status: 404 },
  'GET /api/v1/search': { gate: 'reader', query: '?q=app:v', status: 200, lists: true },
  'GET /api/v1/session': { gate: 'anyone', status: 200 },
  'POST /api/v1/session': { gate: 'anyone', json: { name: 'signer', password }, status: 200 },
  'DELETE /api/v1/session': { gate: 'anyone', status: 204 },
  'GET /api/v1/sessions': { gate: 'owner', status: 200 },
  'DELETE /api/v1/sessions': { gate: 'owner', status: 204 },
  'DELETE /api/v1/sessions/{session}': { gate: 'owner', status: 404 },
  'GET /api/v1/settings': { gate: 'auditor', status: 200 },
  'GET /api/v1/storage': { gate: 'auditor', status: 200 },
  'GET /api/v1/storage/blobs': { gate: 'auditor', query: '?reason=goes', status: 200 },
  'GET /api/v1/storage/blobs/{digest}': { gate: 'auditor', status: 404 },
  'GET /api/v1/storage/days': { gate: 'auditor', query: '?days=90', status: 200 },
  'GET /api/v1/tokens': { gate: 'owner', status: 200 },
  'POST /api/v1/tokens': {
    gate: 'owner',
    json: { label: 'matrix', lifetimeDays: 1, grants: null },
    status: 201,
  },
  'DELETE /api/v1/tokens/{token}': { gate: 'owner', status: 404 },
  'POST /api/v1/tokens/{token}/rotation': { gate: 'owner', status: 404 },
  'GET /api/v1/trash': { gate: 'signed-in', status: 200 },
  'POST /api/v1/trash/purge': {
    gate: 'administrator',
    json: { newest: 'nothing-that-was-deleted' },
    status: 404,
  },
  'GET /api/v1/trash/usage': { gate: 'signed-in', status: 200 },
  'GET /api/v1/trash/{entry}': { gate: 'auditor', status: 404 },
  'DELETE /api/v1/trash/{entry}': { gate: 'administrator', status: 404 },
  'POST /api/v1/trash/{entry}/restore': {
    gate: 'signed-in',
    json: { overwrite: false },
    status: 404,
  },
  'GET /api/{path}': { gate: 'anyone', status: 404 },
  'POST /api/{path}': { gate: 'anyone', status: 404 },
  'PUT /api/{path}': { gate: 'anyone', status: 404 },
  'PATCH /api/{path}': { gate: 'anyone', status: 404 },
  'DELETE /api/{path}': { gate: 'anyone', status: 404 },
};
