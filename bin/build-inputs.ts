import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const folders = ['app', 'lib', 'components', 'public'];
const files = ['instrumentation.ts', 'middleware.ts', 'package.json', 'package-lock.json', 'tsconfig.json'];
/** The description of the API, which a route answers. */
const description = 'docs/openapi.json';
const configuration = /^[^/]+\.config\.(ts|mts|js|mjs|cjs)$/;
const environment = /^\.env(\.production)?(\.local)?$/;
const testOnly = /\.test\.tsx?$|^(vitest|playwright)\.config\./;

/**
 * The hash of all that `next build` reads from a project: names and contents, in the order of the names. Tests and
 * their configurations do not count.
 * @returns sha256 as hex
 */
export async function hashBuildInputs(projectFolder: string): Promise<string> {
  const top = await readdir(projectFolder, { withFileTypes: true });
  const names = top
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .filter((name) => files.includes(name) || configuration.test(name) || environment.test(name));
  for (const folder of folders) names.push(...(await filesBelow(projectFolder, folder)));
  names.push(...(await filesBelow(projectFolder, 'docs')).filter((name) => name === description));
  const hash = createHash('sha256');
  for (const name of names.filter((each) => !testOnly.test(each)).sort()) {
    const content = await readFile(path.join(projectFolder, name));
    // The lengths keep apart what would otherwise run together.
    hash.update(`${name.length}:${name}:${content.length}:`).update(content);
  }
  return hash.digest('hex');
}

async function filesBelow(projectFolder: string, folder: string): Promise<string[]> {
  const entries = await readdir(path.join(projectFolder, folder), {
    recursive: true,
    withFileTypes: true,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(projectFolder, path.join(entry.parentPath, entry.name)));
}
