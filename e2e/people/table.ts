import { administering, administrators, type Expected, everybody, readers, withRights } from './kinds';

/** One action: on which page it is done, what that asks of the API, and what each kind of user comes to. */
export interface Line {
  /** The folder of the page below `app`, without those in parentheses. */
  page: string;
  /** `METHOD /path/of/the/files` below `/api/v1`; null for what asks nothing that could be refused. */
  asks: string | null;
  expected: Expected;
}

function line(page: string, asks: string | null, expected: Expected): Line {
  return { page, asks, expected };
}

const tags = '/r/[repo]/tags';
const tag = '/r/[repo]/t/[tag]';
const manifest = '/r/[repo]/m/[digest]/[tab]';
const user = '/access/users/[user]';
const of = (rest: string) => `/repositories/{repository}/${rest}`;
const files = of('manifests/{reference}/files');

/** Every action of every screen. An action without steps fails the tests, and so do steps without an action. */
export const table = {
  'find a repository': line('/', 'GET /repositories', everybody),
  'star a repository': line('/', `PUT ${of('star')}`, everybody),
  'take a star away': line('/', `DELETE ${of('star')}`, everybody),
  'look at repositories as a tree': line('/', 'GET /namespaces', everybody),
  'find a tag by the search on every page': line('/', 'GET /search', everybody),
  'choose a theme': line('/', null, everybody),
  'turn single keys off': line('/', null, everybody),
  'sign out by the search on every page': line('/', 'DELETE /session', everybody),

  'copy the command that pulls a tag': line(tags, null, everybody),
  'compare two tags': line(tags, 'GET /compare', everybody),
  'see how to push a tag': line(tags, null, withRights),
  'point a tag to another manifest': line(tags, `PUT ${of('tags/{tag}')}`, withRights),
  'protect a tag': line(tags, `PUT ${of('tags/{tag}/protection')}`, administering),
  'lift the protection of a tag': line(tags, `DELETE ${of('tags/{tag}/protection')}`, administering),
  'protect the tags that are picked': line(tags, `POST ${of('tag-protections')}`, administering),
  'delete a tag': line(tags, `POST ${of('tag-deletions')}`, withRights),
  'delete a tag by its key': line(tags, `POST ${of('tag-deletions')}`, withRights),
  'take a deletion back': line(tags, `POST ${of('restorations')}`, withRights),
  'delete the tags that are picked': line(tags, `POST ${of('tag-deletions/plan')}`, withRights),
  'delete all tags that match': line(tags, `POST ${of('tag-deletions/{plan}')}`, withRights),
  'end the deletion of all tags that match': line(
    tags,
    `POST ${of('tag-deletions/{plan}/cancel')}`,
    withRights,
  ),
  'delete a repository': line(tags, `POST ${of('deletion')}`, withRights),

  'see every way to pull a manifest': line(tag, null, everybody),
  'compare a manifest with another': line(tag, 'GET /compare', everybody),
  'point another tag to the manifest': line(tag, `PUT ${of('tags/{tag}')}`, withRights),
  'protect a tag on its page': line(tag, `PUT ${of('tags/{tag}/protection')}`, administering),
  'delete a tag on its page': line(tag, `POST ${of('tag-deletions')}`, withRights),
  'restore a tag on its page': line(tag, `POST ${of('restorations')}`, withRights),
  'delete a manifest': line(manifest, `POST ${of('manifests/{reference}/deletion')}`, withRights),
  'copy a manifest as it was pushed': line(manifest, null, everybody),
  'look into a file of an image': line(manifest, `GET ${files}/content`, everybody),
  'end the reading of layers': line(manifest, `DELETE ${files}/indexing`, everybody),
  'save a layer': line(manifest, `GET ${of('manifests/{reference}/blobs/download')}`, everybody),
  'copy a config as it was pushed': line(
    manifest,
    `GET ${of('manifests/{reference}/blobs/download')}`,
    everybody,
  ),
  'restore what a tag pointed to': line('/r/[repo]/history', `PUT ${of('tags/{tag}')}`, withRights),
  'compare what a tag pointed to before and after': line('/r/[repo]/history', 'GET /compare', everybody),
  'choose the days of the usage': line('/r/[repo]/usage', `GET ${of('usage')}`, everybody),
  'swap what is compared': line('/compare', 'GET /compare', everybody),

  'narrow the trash to a repository': line('/trash', 'GET /trash', everybody),
  'restore from the trash': line('/trash', 'POST /trash/{entry}/restore', withRights),
  'move tags back that moved since': line('/trash', 'POST /trash/{entry}/restore', withRights),
  'purge a deletion': line('/trash', 'DELETE /trash/{entry}', administering),
  'empty the trash': line('/trash', 'POST /trash/purge', administering),

  'plan a collection': line('/storage', 'POST /jobs', administrators),
  'check the store': line('/storage', 'POST /jobs', administrators),
  'check every byte': line('/storage', 'POST /jobs', administrators),
  'scrub what is due': line('/storage', 'POST /jobs', administrators),
  'read everything': line('/storage', 'POST /jobs', administrators),
  'back up': line('/storage', 'POST /jobs', administrators),
  'choose the days of the store': line('/storage', 'GET /storage/days', readers),
  'run the collection that was planned': line('/jobs/[id]', 'POST /jobs', administrators),
  'end a run': line('/jobs/[id]', 'POST /jobs/{job}/cancel', administrators),
  'see who uses a blob': line('/storage/blobs', 'GET /storage/blobs/{digest}', readers),
  'look through the store again': line('/storage/blobs', 'POST /jobs', administrators),
  'simulate the retention policies': line('/storage/retention', 'GET /retention', readers),
  'plan a run of retention': line('/storage/retention', 'POST /jobs', administrators),
  'run the retention that was planned': line('/jobs/[id]', 'POST /jobs', administrators),
  'draft a retention policy': line('/storage/retention/draft', 'GET /retention/draft', readers),
  'save a retention policy': line('/storage/retention/draft', 'POST /retention/policies', administrators),
  'switch a retention policy on': line(
    '/storage/retention',
    'PUT /retention/policies/{policy}',
    administrators,
  ),
  'remove a retention policy': line(
    '/storage/retention',
    'DELETE /retention/policies/{policy}',
    administrators,
  ),

  'filter the audit trail': line('/audit', 'GET /audit', readers),
  'export the audit trail': line('/audit', 'GET /audit/export', readers),
  'find a setting': line('/settings', 'GET /settings', readers),
  'test the address of the registry': line('/settings', null, readers),
  'look at the way to the registry': line('/settings/doctor', 'POST /doctor', administrators),

  'make an account': line('/access/users', 'POST /access/users', administrators),
  'make a robot': line('/access/users', 'POST /access/users', administrators),
  'change the role of an account': line(user, 'PUT /access/users/{user}', administrators),
  'disable an account, and let it in again': line(user, 'PUT /access/users/{user}', administrators),
  'reset a password': line(user, 'POST /access/users/{user}/password', administrators),
  'sign somebody out everywhere': line(user, 'POST /access/users/{user}/sign-out', administrators),
  'end a session of somebody': line(user, 'DELETE /access/users/{user}/sessions/{session}', administrators),
  'remove an account': line(user, 'DELETE /access/users/{user}', administrators),
  'put somebody into a group': line('/access/groups', 'POST /access/groups', administrators),
  'take somebody out of a group': line(
    '/access/groups',
    'DELETE /access/groups/{group}/members/{member}',
    administrators,
  ),
  'make a token for somebody': line('/access/tokens', 'POST /access/tokens', administrators),
  'revoke a token of somebody': line('/access/tokens', 'DELETE /access/tokens/{token}', administrators),
  'rotate a token of somebody': line(
    '/access/tokens',
    'POST /access/tokens/{token}/rotation',
    administrators,
  ),
  'add a rule': line('/access/rules', 'POST /access/rules', administrators),
  'change a rule': line('/access/rules', 'PUT /access/rules/{rule}', administrators),
  'begin a run by the search on every page': line('/', 'POST /jobs', administering),
  'remove a rule': line('/access/rules', 'DELETE /access/rules/{rule}', administrators),
  'set a quota': line('/access/quotas', 'PUT /access/quotas/{namespace}', administrators),
  'remove a quota': line('/access/quotas', 'DELETE /access/quotas/{namespace}', administrators),
  'ask who may do what': line('/access/rules', 'GET /access/explain', readers),

  'change the own password': line('/account', 'PUT /password', everybody),
  'make an own token': line('/account', 'POST /tokens', everybody),
  'revoke an own token': line('/account', 'DELETE /tokens/{token}', everybody),
  'rotate an own token': line('/account', 'POST /tokens/{token}/rotation', everybody),
  'end another own session': line('/account', 'DELETE /sessions/{session}', everybody),
  'sign out everywhere': line('/account', 'DELETE /sessions', everybody),
  'sign out': line('/account', 'DELETE /session', everybody),
  'sign in': line('/sign-in', 'POST /session', everybody),
} as const satisfies Record<string, Line>;

export type Action = keyof typeof table;
