import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = path.resolve(import.meta.dirname, '../../../app/api');
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The routes of the API as its files have them, as `GET /api/v1/repositories/{repository}/tags`. */
export async function apiRoutesOnDisk(): Promise<string[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => path.basename(file) === 'route.ts',
  );
  const found = files.map(async (file) => {
    const exported = (await import(pathToFileURL(path.join(folder, file)).href)) as Record<string, unknown>;
    const template = path.dirname(file).replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, '{$1}');
    return methods.filter((method) => method in exported).map((method) => `${method} /api/${template}`);
  });
  return (await Promise.all(found)).flat().sort();
}
