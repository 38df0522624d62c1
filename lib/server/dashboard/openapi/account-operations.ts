import * as z from 'zod/mini';
import { newTokenAnswer, ownSessions, ownTokens, sessionAnswer } from '@/lib/dashboard/account/contracts';
import {
  accountDetail,
  accountList,
  accountSecret,
  explainAnswer,
  groupList,
  ruleList,
  tokenList,
} from '@/lib/dashboard/administration/access-contract';
import { quotaList } from '@/lib/dashboard/administration/quota-contract';
import { notThere, refused, type SaidOfRoutes } from './said-of-route';

const tooOften = { 429: 'Too many wrong passwords: `retryAfterS` says when to try again.' };

/** Who may come in. */
export const accountOperations: SaidOfRoutes = {
  'GET /api/v1/session': { says: 'Who asks', answer: sessionAnswer },
  'POST /api/v1/session': {
    says: 'Signs in with a name and a password; the answer sets the cookie of the session',
    answer: sessionAnswer,
    refusals: { 401: 'The name or the password is wrong.', ...tooOften },
  },
  'DELETE /api/v1/session': { says: 'Signs out' },
  'GET /api/v1/sessions': { says: 'Where the caller is signed in', answer: ownSessions },
  'DELETE /api/v1/sessions': { says: 'Signs out everywhere' },
  'DELETE /api/v1/sessions/{session}': { says: 'Ends a session', refusals: notThere },
  'GET /api/v1/tokens': { says: 'The access tokens of the caller', answer: ownTokens },
  'POST /api/v1/tokens': {
    says: 'Makes an access token. The answer alone has its text',
    answer: newTokenAnswer,
    status: 201,
  },
  'DELETE /api/v1/tokens/{token}': { says: 'Revokes an access token', refusals: notThere },
  'POST /api/v1/tokens/{token}/rotation': {
    says: 'Makes another access token of the same name, for the same, in the place of one, which ends at once. The answer alone has its text',
    answer: newTokenAnswer,
    status: 201,
    refusals: notThere,
  },
  'PUT /api/v1/password': { says: 'Sets another password of the caller', refusals: tooOften },
  'GET /api/v1/access/users': { says: 'Users and robots', answer: accountList },
  'POST /api/v1/access/users': {
    says: 'Makes a user or a robot. The answer alone has the password, or the first access token',
    answer: accountSecret,
    status: 201,
    refusals: refused,
  },
  'GET /api/v1/access/users/{user}': {
    says: 'A user or a robot, with sessions and access tokens',
    answer: accountDetail,
    refusals: notThere,
  },
  'PUT /api/v1/access/users/{user}': {
    says: 'Gives another role, disables or enables',
    refusals: { ...notThere, ...refused },
  },
  'DELETE /api/v1/access/users/{user}': {
    says: 'Removes a user or a robot',
    refusals: { ...notThere, ...refused },
  },
  'POST /api/v1/access/users/{user}/password': {
    says: 'Sets another password, which the answer alone has',
    answer: accountSecret,
    refusals: { ...notThere, ...refused },
  },
  'POST /api/v1/access/users/{user}/sign-out': { says: 'Signs somebody out everywhere', refusals: notThere },
  'DELETE /api/v1/access/users/{user}/sessions/{session}': {
    says: 'Ends a session of somebody',
    refusals: notThere,
  },
  'GET /api/v1/access/groups': { says: 'Groups and their members', answer: groupList },
  'POST /api/v1/access/groups': { says: 'Puts somebody into a group', refusals: refused },
  'DELETE /api/v1/access/groups/{group}/members/{member}': {
    says: 'Takes somebody out of a group',
    refusals: notThere,
  },
  'GET /api/v1/access/tokens': { says: 'The access tokens of everybody', answer: tokenList },
  'POST /api/v1/access/tokens': {
    says: 'Makes an access token for a user or a robot. The answer alone has its text',
    answer: newTokenAnswer,
    status: 201,
    refusals: refused,
  },
  'DELETE /api/v1/access/tokens/{token}': { says: 'Revokes an access token', refusals: notThere },
  'POST /api/v1/access/tokens/{token}/rotation': {
    says: 'Makes another access token of the same name, for the same, in the place of one, which ends at once. The answer alone has its text',
    answer: newTokenAnswer,
    status: 201,
    refusals: notThere,
  },
  'GET /api/v1/access/rules': { says: 'Who may do what in which repositories', answer: ruleList },
  'POST /api/v1/access/rules': {
    says: 'Makes a rule',
    answer: z.object({ id: z.string() }),
    status: 201,
    refusals: refused,
  },
  'PUT /api/v1/access/rules/{rule}': {
    says: 'Puts another rule into the place of one of the database',
    refusals: { ...notThere, ...refused },
  },
  'DELETE /api/v1/access/rules/{rule}': { says: 'Removes a rule', refusals: notThere },
  'GET /api/v1/access/quotas': {
    says: 'How much namespaces may hold, and what they hold',
    answer: quotaList,
  },
  'PUT /api/v1/access/quotas/{namespace}': {
    says: 'Sets the quota of a namespace, over those of the configuration',
    refusals: { 400: 'No namespace can have this name, or the quota is too large' },
  },
  'DELETE /api/v1/access/quotas/{namespace}': {
    says: 'Removes the quota that was set for a namespace: those of the configuration hold again',
    refusals: { ...notThere, 400: 'No namespace can have this name' },
  },
  'GET /api/v1/access/explain': {
    says: 'Whether somebody may do what in a repository, and why',
    answer: explainAnswer,
    refusals: { ...notThere, ...refused },
  },
};
