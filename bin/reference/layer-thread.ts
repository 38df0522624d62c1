import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

const thisFile = fileURLToPath(import.meta.url);
const project = path.resolve(path.dirname(thisFile), '../..');
export const layerThreadFile = path.join(project, 'lib/layers/thread/program.json');

/**
 * @returns the program of the thread that reads layers, as the text of the file from which it is started, with the licenses of
 * the packages that are in it
 */
export async function layerThreadText(): Promise<string> {
  try {
    const { outputFiles, metafile } = await build({
      absWorkingDir: project,
      entryPoints: ['lib/layers/thread/main.ts'],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      // What is evaluated in a thread is CommonJS.
      format: 'cjs',
      target: 'node20',
      minify: true,
      keepNames: true,
      legalComments: 'none',
      logLevel: 'silent',
    });
    const licenses = licensesOf(Object.keys(metafile.inputs));
    return `${JSON.stringify({ program: outputFiles[0]?.text, licenses }, undefined, 2)}\n`;
  } finally {
    await stop();
  }
}

/** What the packages of some files ask to be kept with their code, by their names. @throws when one has no license */
function licensesOf(files: string[]): Record<string, string> {
  const names = files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return Object.fromEntries(
    [...new Set(names)].sort().map((name) => {
      const folder = path.join(project, 'node_modules', name);
      const license = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
      if (license === undefined) throw new Error(`${name} has no license`);
      return [name, readFileSync(path.join(folder, license), 'utf8')];
    }),
  );
}

if (process.argv[1] === thisFile) {
  writeFileSync(layerThreadFile, await layerThreadText());
  process.stdout.write(`Wrote ${path.relative(process.cwd(), layerThreadFile)}\n`);
}
