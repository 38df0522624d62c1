import type { RouteTerms } from '../api-route';
import type { ApiAccess } from '../require-access';
import type { JsonSchema, NamedSchemas } from './named-schemas';
import type { SaidOfRoute } from './said-of-route';

/** The schemas of what comes in and of what goes out. */
export interface BothWays {
  incoming: NamedSchemas;
  outgoing: NamedSchemas;
}

const whoMay: Record<ApiAccess, string> = {
  anyone: 'Everybody.',
  reader: 'Whoever may look at repositories at all. The answer holds only what they may pull.',
  'signed-in': 'Whoever has signed in. The answer holds only what they may see.',
  auditor: 'Administrators and auditors, not with an access token that is narrowed.',
  administrator: 'Administrators, not with an access token that is narrowed.',
  accounts: 'Administrators who sign in with their password, not with an access token.',
  owner: 'A user about the own account, who signs in with the password, not with an access token.',
};

/** Whatever is not a success. */
const problem = { $ref: '#/components/responses/Problem' };
const password = { password: [] };
const session = { session: [] };
const accessToken = { accessToken: [] };

/** What to send: one of these. */
const signingIn: Record<ApiAccess, object[]> = {
  anyone: [{}, password, accessToken, session],
  reader: [{}, password, accessToken, session],
  'signed-in': [password, accessToken, session],
  auditor: [password, accessToken, session],
  administrator: [password, accessToken, session],
  accounts: [password, session],
  owner: [password, session],
};

const partsOfPaths: Record<string, string> = {
  repository: 'The name of a repository, with `~` for each `/`',
  reference: 'A digest, or a tag',
  tag: 'A tag',
  digest: 'A digest',
  session: 'The id of a session',
  token: 'The id of an access token',
  job: 'The number of a run',
  policy: 'The number of a retention policy of the database',
  plan: 'The number of a list of tags',
  entry: 'The id of an entry of the trash',
  user: 'The name of a user or a robot',
  rule: 'The id of a rule',
  group: 'The name of a group',
  member: 'The name of a user or a robot',
  namespace: 'The first components of names of repositories, with `~` for `/`',
};

/** An operation of the description. @param template of its path, as `/api/v1/jobs/{job}` */
export function describeOperation(
  method: string,
  template: string,
  terms: RouteTerms,
  said: SaidOfRoute,
  schemas: BothWays,
): JsonSchema {
  const parameters = [...pathParameters(template), ...queryParameters(terms, schemas.incoming)];
  return {
    operationId: operationId(method, template),
    tags: [template.split('/')[3] ?? ''],
    summary: said.says,
    description: `For: ${whoMay[terms.for]}`,
    security: signingIn[terms.for],
    ...(parameters.length > 0 && { parameters }),
    ...(terms.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemas.incoming.use(terms.body) } },
      },
    }),
    responses: {
      [said.status ?? (said.answer ? 200 : 204)]: success(said, schemas.outgoing),
      ...refusals(method, terms, said),
      default: problem,
    },
  };
}

/** `getJob`: the method and the parts of the path; what stands in braces follows a `By`. */
function operationId(method: string, template: string): string {
  const parts = template.split('/').slice(3);
  const words = parts.map((part) =>
    part.replaceAll(/[^a-zA-Z]+(\w?)/g, (_, next: string) => next.toUpperCase()),
  );
  const named = words.map((word, index) =>
    parts[index]?.startsWith('{') ? `By${capital(word)}` : capital(word),
  );
  return `${method.toLowerCase()}${named.join('')}`;
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

function pathParameters(template: string): JsonSchema[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const description = partsOfPaths[name];
    if (description === undefined) throw new Error(`nothing is said of {${name}} in ${template}`);
    return { name, in: 'path', required: true, description, schema: { type: 'string' } };
  });
}

function queryParameters({ query }: RouteTerms, incoming: NamedSchemas): JsonSchema[] {
  if (!query) return [];
  const { properties = {}, required = [] } = incoming.inline(query) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    ...(required.includes(name) && { required: true }),
    schema,
  }));
}

function success({ answer, events }: SaidOfRoute, outgoing: NamedSchemas): JsonSchema {
  if (answer === undefined) return { description: 'It is done.' };
  const content =
    typeof answer === 'string'
      ? { [answer]: { schema: { type: 'string' }, ...(events && { 'x-event-data': outgoing.use(events) }) } }
      : { 'application/json': { schema: outgoing.use(answer) } };
  return { description: 'What was asked for.', content };
}

function refusals(method: string, terms: RouteTerms, said: SaidOfRoute): JsonSchema {
  const changes = method !== 'GET';
  const isGuarded = terms.for !== 'anyone';
  const told: Record<number, string | undefined> = {
    ...((terms.query || terms.body) && { 400: 'The query or the body is not as it should be.' }),
    ...(isGuarded && { 401: 'Nothing let the caller in, or the session has ended.' }),
    ...((isGuarded || changes) && { 403: 'The caller may not do this, or another site sent it.' }),
    ...(terms.body && {
      413: 'The body is larger than 64 KiB.',
      415: 'The body is not `application/json`.',
    }),
    ...said.refusals,
  };
  return Object.fromEntries(
    Object.entries(told).map(([status, description]) => [status, { ...problem, description }]),
  );
}
