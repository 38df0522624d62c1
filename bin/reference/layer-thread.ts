import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

const thisFile = fileURLToPath(import.meta.url);
const project = path.resolve(path.dirname(thisFile), '../..');
export const layerThreadFile = path.join(project, 'lib/layers/thread/program.json');

/** @returns the program of the thread that reads layers, as the text of the file from which it is started. */
export async function layerThreadText(): Promise<string> {
  try {
    const { outputFiles } = await build({
      absWorkingDir: project,
      entryPoints: ['lib/layers/thread/main.ts'],
      bundle: true,
      write: false,
      platform: 'node',
      // What is evaluated in a thread is CommonJS.
      format: 'cjs',
      target: 'node20',
      minify: true,
      keepNames: true,
      legalComments: 'none',
      logLevel: 'silent',
    });
    return `${JSON.stringify({ program: outputFiles[0]?.text }, undefined, 2)}\n`;
  } finally {
    await stop();
  }
}

if (process.argv[1] === thisFile) {
  writeFileSync(layerThreadFile, await layerThreadText());
  process.stdout.write(`Wrote ${path.relative(process.cwd(), layerThreadFile)}\n`);
}
