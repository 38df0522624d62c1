import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

/** How long a bundle stays that another has taken the place of: a program may be about to load it. */
const oldBundleMs = 3_600_000;

/**
 * The command line as one JavaScript file. TypeScript and its hundreds of modules take a second to load, one file a
 * fraction of that. It is made at the first call and again whenever one of the files that it was made of changed.
 * @param {string} projectFolder holds `bin/cli.ts` and `node_modules`
 * @returns {Promise<string | undefined>} where it is; `undefined` where it can't be made or kept, as on a full disk or
 * in a folder that is not ours to write
 */
export async function bundledProgram(projectFolder) {
  const folder = path.join(projectFolder, 'node_modules/.cache/cyberdock');
  const present = await readRecord(folder);
  if (present !== undefined && (await isCurrent(projectFolder, present.inputs))) {
    return path.join(folder, present.bundle);
  }
  try {
    return await keep(folder, await bundle(projectFolder));
  } catch {
    return undefined; // What is wrong with a source is told when it is run as it is.
  }
}

async function readRecord(folder) {
  try {
    const record = JSON.parse(await fs.readFile(path.join(folder, 'cli.json'), 'utf8'));
    await fs.access(path.join(folder, record.bundle));
    return record;
  } catch {
    return undefined; // Made anew.
  }
}

async function isCurrent(projectFolder, inputs) {
  const states = await Promise.all(inputs.map(([name]) => stateOf(projectFolder, name)));
  return inputs.every(([, state], at) => state === states[at]);
}

/** @param before what changed since then may have been read as it was before: it counts as changed again */
async function stateOf(projectFolder, name, before = Number.POSITIVE_INFINITY) {
  const { mtimeMs, size } = await fs.stat(path.join(projectFolder, name)).catch(() => ({}));
  if (mtimeMs >= before) return 'unknown';
  return `${mtimeMs} ${size}`;
}

async function bundle(projectFolder) {
  const begun = Date.now();
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    absWorkingDir: projectFolder,
    entryPoints: ['bin/cli.ts'],
    outfile: 'cli.mjs',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    // A native module, and those that load files of their own.
    external: ['libsql', 'pino', 'pino-pretty', 'next'],
    // What is bundled of CommonJS asks for Node's modules by it.
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  });
  // What lies in node_modules changes with the list of packages.
  const own = Object.keys(metafile.inputs).filter((name) => !name.startsWith('node_modules/'));
  const names = [...own, 'tsconfig.json', 'package-lock.json'];
  const inputs = await Promise.all(
    names.map(async (name) => [name, await stateOf(projectFolder, name, begun)]),
  );
  return { text: outputFiles[0].text, inputs };
}

/** Several programs may do it at once; each sees a whole record of a whole bundle. */
async function keep(folder, { text, inputs }) {
  await fs.mkdir(folder, { recursive: true });
  const name = `cli-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.mjs`;
  await replace(folder, name, text);
  await replace(folder, 'cli.json', JSON.stringify({ bundle: name, inputs }));
  await removeOld(folder, [name, 'cli.json']);
  return path.join(folder, name);
}

async function removeOld(folder, kept) {
  for (const name of await fs.readdir(folder)) {
    if (kept.includes(name)) continue;
    const stats = await fs.stat(path.join(folder, name)).catch(() => undefined); // Another program was faster.
    if (stats === undefined || Date.now() - stats.mtimeMs < oldBundleMs) continue;
    await fs.rm(path.join(folder, name), { force: true });
  }
}

async function replace(folder, name, text) {
  const temporary = path.join(folder, `${randomUUID()}.half`);
  try {
    await fs.writeFile(temporary, text);
    await fs.rename(temporary, path.join(folder, name));
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}
