import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';

/** How long a bundle stays that another has taken the place of: a program may be about to load it. */
const oldBundleMs = 3_600_000;

/**
 * A program as one JavaScript file. TypeScript and its hundreds of modules take seconds to load, one file a fraction of
 * that. It is made at the first call and again whenever one of the files that it was made of changed.
 * @param {string} projectFolder holds the program and `node_modules`
 * @param {string} entry the program's own file, in that folder; no other may have its name
 * @returns {Promise<string | undefined>} where it is; `undefined` where it can't be made or kept, as on a full disk or
 * in a folder that is not ours to write
 */
export async function bundledProgram(projectFolder, entry = 'bin/cli.ts') {
  const folder = path.join(projectFolder, 'node_modules/.cache/cyberdock');
  const program = path.basename(entry, '.ts');
  const present = await readRecord(folder, program);
  if (present !== undefined && (await isCurrent(projectFolder, present.inputs))) {
    return path.join(folder, present.bundle);
  }
  try {
    return await keep(folder, program, await bundle(projectFolder, entry));
  } catch {
    return undefined; // What is wrong with a source is told when it is run as it is.
  }
}

async function readRecord(folder, program) {
  try {
    const record = JSON.parse(await fs.readFile(path.join(folder, `${program}.json`), 'utf8'));
    await fs.access(path.join(folder, record.bundle));
    return record;
  } catch {
    return undefined; // Made anew.
  }
}

async function isCurrent(projectFolder, inputs) {
  const same = await Promise.all(
    inputs.map(
      async ([name, state, hash]) =>
        (await stateOf(projectFolder, name)) === state ||
        // Images of containers and archives round times, and so does whoever copies the folder.
        (hash !== undefined && (await hashOf(projectFolder, name)) === hash),
    ),
  );
  return same.every(Boolean);
}

/** The state of a source, and the hash of its content. */
async function inputOf(projectFolder, name, begunMs) {
  const state = await stateOf(projectFolder, name);
  const hash = await hashOf(projectFolder, name);
  const { mtimeMs } = await fs.stat(path.join(projectFolder, name)).catch(() => ({}));
  // What changed since then may have been read as it was before: it counts as changed again.
  return mtimeMs >= begunMs ? [name, 'unknown'] : [name, state, hash];
}

async function stateOf(projectFolder, name) {
  const { mtimeMs, size } = await fs.stat(path.join(projectFolder, name)).catch(() => ({}));
  return `${mtimeMs} ${size}`;
}

async function hashOf(projectFolder, name) {
  const content = await fs.readFile(path.join(projectFolder, name)).catch(() => undefined);
  return content && createHash('sha256').update(content).digest('hex');
}

async function bundle(projectFolder, entry) {
  const begun = Date.now();
  const { default: config } = await import('../next.config.mjs');
  const { outputFiles, metafile } = await withEsbuild((build) =>
    build({
      absWorkingDir: projectFolder,
      entryPoints: [entry],
      outfile: 'program.mjs',
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'silent',
      // Native modules, and those that load files of their own.
      external: [...(config.serverExternalPackages ?? []), 'next'],
      // What is bundled of CommonJS asks for Node's modules by it.
      banner: {
        js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
      },
    }),
  );
  // What lies in node_modules changes with the list of packages.
  const own = Object.keys(metafile.inputs).filter((name) => !name.startsWith('node_modules/'));
  const names = [...own, 'bin/bundle.mjs', 'next.config.mjs', 'tsconfig.json', 'package-lock.json'];
  const inputs = await Promise.all(names.map((name) => inputOf(projectFolder, name, begun)));
  return { text: outputFiles[0].text, inputs };
}

let builds = 0;

/** Runs esbuild, and ends the process that it bundles in: a server must not keep that until its own end. */
async function withEsbuild(run) {
  const { build, stop } = await import('esbuild');
  builds += 1;
  try {
    return await run(build);
  } finally {
    builds -= 1;
    // Others in this process may still bundle: their build would never end.
    if (builds === 0) await stop();
  }
}

/** Several programs may do it at once; each sees a whole record of a whole bundle. */
async function keep(folder, program, { text, inputs }) {
  await fs.mkdir(folder, { recursive: true });
  const name = `${program}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.mjs`;
  await replace(folder, name, text);
  await replace(folder, `${program}.json`, JSON.stringify({ bundle: name, inputs }));
  await removeOld(folder, program, name);
  return path.join(folder, name);
}

/** Removes older bundles of a program, and what was left half-written. */
async function removeOld(folder, program, kept) {
  for (const name of await fs.readdir(folder)) {
    const isOld = name.startsWith(`${program}-`) && name !== kept;
    if (!isOld && !name.endsWith('.half')) continue;
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
