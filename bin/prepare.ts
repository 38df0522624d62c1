import path from 'node:path';
import { BuildFailed, ensureBuild } from './build';
import { bundledProgram } from './bundle.mjs';

/**
 * `npm run build`: makes all that a start would make. After it the folder is only read: it may belong to another user,
 * or lie in an image.
 */
const projectFolder = path.resolve(import.meta.dirname, '..');
try {
  await ensureBuild(projectFolder, () => console.log('Building CyberDock. This takes up to a minute.'));
  if ((await bundledProgram(projectFolder)) === undefined) {
    console.error('The command line could not be made one file: it goes on from its sources, slowly.');
    process.exitCode = 1;
  }
} catch (error) {
  // A failed build speaks for itself.
  console.error(error instanceof BuildFailed ? error.message : error);
  process.exitCode = 1;
}
