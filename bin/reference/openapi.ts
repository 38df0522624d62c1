import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type RouteTerms, termsOf } from '../../lib/server/dashboard/api-route';
import { openApiDocument } from '../../lib/server/dashboard/openapi/openapi-document';

const thisFile = fileURLToPath(import.meta.url);
const project = path.resolve(path.dirname(thisFile), '../..');
export const openApiFile = path.join(project, 'docs/openapi.json');
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What the handlers of `app/api/v1` ask of a request, by method and path. */
export async function apiRoutes(): Promise<Map<string, RouteTerms>> {
  const folder = path.join(project, 'app/api/v1');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'route.ts')
    .sort();
  const routes = new Map<string, RouteTerms>();
  for (const file of files) {
    const handlers = (await import(pathToFileURL(path.join(folder, file)).href)) as Record<string, unknown>;
    const template = path.dirname(file).replaceAll(/\[(\w+)\]/g, '{$1}');
    for (const method of methods) {
      const terms = termsOf(handlers[method]);
      if (terms) routes.set(`${method} /api/v1/${template}`, terms);
    }
  }
  return routes;
}

/** @returns the description of the API, as the text of its file. */
export async function openApiText(): Promise<string> {
  return `${JSON.stringify(openApiDocument(await apiRoutes()), undefined, 2)}\n`;
}

if (process.argv[1] === thisFile) {
  writeFileSync(openApiFile, await openApiText());
  process.stdout.write(`Wrote ${path.relative(process.cwd(), openApiFile)}\n`);
}
