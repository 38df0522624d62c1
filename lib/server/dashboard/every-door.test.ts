import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isApiRoute } from './api-route';

// No route of the API and no page can be added that forgets to ask who is there.

const project = path.resolve(import.meta.dirname, '../../..');
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** The files of a folder, however deep, whose name matches. */
const files = (folder: string, name: RegExp) =>
  readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(path.basename(file)))
    .map((file) => `${folder}/${file}`)
    .sort();
const isRoute = /^route\.(?:ts|tsx|js|mjs)$/;

describe('the API', () => {
  const routes = files('app/api', isRoute);

  test('has routes', () => expect(routes.length).toBeGreaterThan(8));

  test.each(routes)('%s answers by nothing but apiRoute', async (file) => {
    const exported = (await import(pathToFileURL(path.join(project, file)).href)) as Record<string, unknown>;
    const handlers = Object.entries(exported).filter(([name]) => methods.includes(name));
    expect(handlers.length).toBeGreaterThan(0);
    for (const [name, handler] of handlers) expect(isApiRoute(handler), `${name} of ${file}`).toBe(true);
    // Whatever else Next reads of the file.
    expect(Object.keys(exported).filter((name) => !methods.includes(name))).toEqual(['dynamic']);
  });

  test('has no other files, and there are no other routes but those that are known', () => {
    expect(files('app', isRoute).filter((file) => !routes.includes(file))).toEqual([
      'app/auth/oidc/callback/route.ts',
      'app/auth/oidc/sign-in/route.ts',
      'app/auth/oidc/sign-out/route.ts',
      'app/auth/token/route.ts',
      'app/healthz/pieces/route.ts',
      'app/healthz/route.ts',
      'app/metrics/route.ts',
      'app/readyz/route.ts',
      'app/v2/[...path]/route.ts',
      'app/v2/route.ts',
    ]);
  });
});

describe('the pages', () => {
  /** What each page begins with. */
  const administration = ['storage', 'health', 'access', 'audit', 'settings', 'jobs'];
  const gates: Record<string, RegExp> = {
    ...Object.fromEntries(
      administration.map((part) => [`app/(ui)/${part}`, /\bpageAdministration\(\)[\s\S]*!mayRead\) return/]),
    ),
    'app/(ui)/trash': /\bpageSignedIn\(\)/,
    'app/(ui)': /\bpageContent\(\)/,
    'app/(account)': /\bpageAccount\(\)/,
    'app/(nothing)': /\bpageContent\(\)/,
    'app/(sign-in)': /\bpageEntrance\(/,
  };
  const pages = files('app', /^page\.(?:ts|tsx|js|mjs)$/);

  test.each(pages)('%s asks who is there', (file) => {
    const group = Object.keys(gates).find((one) => file.startsWith(`${one}/`));
    expect(group, 'every page is in a group that has a gate').toBeDefined();
    const source = readFileSync(path.join(project, file), 'utf8');
    expect(source).toMatch(gates[group ?? ''] ?? /^$/);
    // Only what the gate gives leads to content.
    expect(source).not.toMatch(/getServer/);
  });

  test('none is rendered on behalf of a form that is sent to it', () => {
    const source = ['app', 'components', 'lib']
      .flatMap((folder) => files(folder, /\.tsx?$/))
      .filter((file) => /^\s*['"]use server['"]/m.test(readFileSync(path.join(project, file), 'utf8')));
    expect(source).toEqual([]);
  });
});
