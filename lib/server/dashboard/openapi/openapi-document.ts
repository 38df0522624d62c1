import { apiProblem } from '@/lib/dashboard/problem-contract';
import type { RouteTerms } from '../api-route';
import { accountOperations } from './account-operations';
import { administrationOperations } from './administration-operations';
import { contentOperations } from './content-operations';
import { describeOperation } from './describe-operation';
import { type JsonSchema, NamedSchemas } from './named-schemas';
import type { SaidOfRoutes } from './said-of-route';

/** What is said of every route. Who may ask, queries and bodies stand with its handler. */
export const saidOfRoutes: SaidOfRoutes = {
  ...contentOperations,
  ...accountOperations,
  ...administrationOperations,
};

const introduction = `What the dashboard of CyberDock shows and does. Programs send a name and password or an access token.
Times are milliseconds since 1970, sizes are bytes. Clients must bear fields that they do not know.`;

/**
 * The description of the API as OpenAPI 3.1.
 * @param routes what each handler asks of a request, by method and path, as `GET /api/v1/jobs/{job}`
 * @throws Error when nothing is said of a route, or something of none
 */
export function openApiDocument(routes: ReadonlyMap<string, RouteTerms>): JsonSchema {
  const schemas = { incoming: new NamedSchemas('input'), outgoing: new NamedSchemas('output') };
  const problem = { 'application/json': { schema: schemas.outgoing.use(apiProblem) } };
  const strays = Object.keys(saidOfRoutes).filter((route) => !routes.has(route));
  if (strays.length > 0) throw new Error(`there is no route ${strays.join(', ')}`);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of [...routes.keys()].sort()) {
    const [method = '', template = ''] = route.split(' ');
    const [terms, said] = [routes.get(route), saidOfRoutes[route]];
    if (!terms || !said) throw new Error(`nothing is said of ${route} in lib/server/dashboard/openapi`);
    paths[template] ??= {};
    paths[template][method.toLowerCase()] = describeOperation(method, template, terms, said, schemas);
  }
  const components = [...schemas.outgoing.components(), ...schemas.incoming.components()];
  return {
    openapi: '3.1.0',
    info: {
      title: 'CyberDock',
      version: 'v1',
      description: introduction,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: inOrder(Object.entries(paths)),
    components: {
      schemas: inOrder(components),
      responses: { Problem: { description: 'It was not done; the message says why.', content: problem } },
      securitySchemes: {
        password: {
          type: 'http',
          scheme: 'basic',
          description: 'A name, and the password or an access token',
        },
        accessToken: { type: 'http', scheme: 'bearer', description: 'An access token, `cdt_…`' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-cyberdock',
          description:
            'Of browsers. Over plain HTTP it is called `cyberdock`; an unusual port is part of the name',
        },
      },
    },
  };
}

function inOrder<T>(entries: [string, T][]): Record<string, T> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
