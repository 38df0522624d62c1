/** Who may ask at all: what `ApiAccess` of `lib/server/dashboard` says, written down anew. */
export type Gate = 'anyone' | 'reader' | 'auditor' | 'owner';

/** What somebody may do in the repository that the examples are about. */
export type Right = 'pull' | 'push' | 'delete';

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
  /** The code of the error, where that is one. */
  code?: string;
  /** Whether the answer names `team/app` to whoever may pull from it, and to nobody else. */
  lists?: true;
}

/** What stands for each named part of a path. Of what is ended or removed, one that is not there. */
export const examples: Record<string, string> = {
  repository: 'team~app',
  session: '0'.repeat(18),
  token: '0'.repeat(18),
  path: 'v1/nowhere',
};

/** The password of everybody in the table who has one. */
export const password = 'correct horse battery';

const pulls = [['pull', 404]] as const;

/**
 * The model of the dashboard's API: one line a route, `METHOD /path/of/the/files`. A route without a line fails the
 * test, and so does a line without a route.
 */
export const apiModel: Record<string, ApiLine> = {
  'GET /api/v1/connection': { gate: 'anyone', status: 200 },
  'GET /api/v1/health': { gate: 'auditor', status: 200 },
  'PUT /api/v1/password': {
    gate: 'owner',
    json: { current: password, next: 'short' },
    status: 400,
    code: 'password',
  },
  'GET /api/v1/repositories': { gate: 'reader', status: 200, lists: true },
  'GET /api/v1/repositories/{repository}/tags': { gate: 'reader', rights: pulls, status: 200 },
  'GET /api/v1/session': { gate: 'anyone', status: 200 },
  'POST /api/v1/session': { gate: 'anyone', json: { name: 'signer', password }, status: 200 },
  'DELETE /api/v1/session': { gate: 'anyone', status: 204 },
  'GET /api/v1/sessions': { gate: 'owner', status: 200 },
  'DELETE /api/v1/sessions': { gate: 'owner', status: 204 },
  'DELETE /api/v1/sessions/{session}': { gate: 'owner', status: 404 },
  'GET /api/v1/tokens': { gate: 'owner', status: 200 },
  'POST /api/v1/tokens': {
    gate: 'owner',
    json: { label: 'matrix', lifetimeDays: 1, grants: null },
    status: 201,
  },
  'DELETE /api/v1/tokens/{token}': { gate: 'owner', status: 404 },
  'GET /api/{path}': { gate: 'anyone', status: 404 },
  'POST /api/{path}': { gate: 'anyone', status: 404 },
  'PUT /api/{path}': { gate: 'anyone', status: 404 },
  'PATCH /api/{path}': { gate: 'anyone', status: 404 },
  'DELETE /api/{path}': { gate: 'anyone', status: 404 },
};
