import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import pLimit from 'p-limit';

/** Programs are kept here by version, so that only the first run builds them. Git does not see it. */
const programFolder = path.resolve(import.meta.dirname, '../../node_modules/.cache/cyberdock-programs');

/** A main package of a Go module, e.g. `oras.land/oras/cmd/oras` at `v1.3.6`. */
export interface GoProgram {
  package: string;
  /** An exact version, never `latest`: a test run must be repeatable. */
  version: string;
}

/** One build after the other: each uses all processors, and what several compile at once is compiled several times. */
const oneAtOnce = pLimit(1);

/**
 * Builds a Go program with `go install PACKAGE@VERSION`, once a version.
 * @returns the path of the program.
 * @throws with what `go` printed when Go is missing, or the module cannot be had or built.
 */
export async function buildGoProgram(program: GoProgram): Promise<string> {
  const name = path.basename(program.package);
  const folder = path.join(programFolder, `${name}-${program.version}`);
  const file = path.join(folder, name);
  // `go install` renames its result into place, so a file that is there is whole.
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  const install = () =>
    promisify(execFile)('go', ['install', `${program.package}@${program.version}`], {
      cwd: folder,
      env: { ...process.env, GOBIN: folder, CGO_ENABLED: '0' },
      maxBuffer: 64 << 20,
    });
  try {
    await oneAtOnce(install);
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string };
    const reason = code === 'ENOENT' ? 'go is not installed' : (stderr ?? String(error)).trim();
    throw new Error(`cannot build ${program.package}@${program.version}: ${reason}`, { cause: error });
  }
  return file;
}
