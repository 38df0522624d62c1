import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildGoProgram, type GoProgram } from '../harness/go-program';

/** A program of the machine or one that was built, or the reason why it is not there. */
export interface Client {
  name: string;
  /** Its path; the bare name when it is missing, so that a call says what it lacks. */
  program: string;
  missing?: string;
}

/** A program that the machine has, from `PATH` or the folders of system programs. */
export function installedClient(name: string): Client {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    const program = path.join(folder, name);
    try {
      accessSync(program, constants.X_OK);
      return { name, program };
    } catch {
      // Not in this folder.
    }
  }
  return { name, program: name, missing: `${name} is not installed` };
}

/** A program that `go install` builds, once a version. */
export async function goClient(program: GoProgram): Promise<Client> {
  const name = path.basename(program.package);
  try {
    return { name, program: await buildGoProgram(program) };
  } catch (error) {
    return { name, program: name, missing: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * `describe` for tests that need clients. Where one is missing the tests are reported as not run, with the reason in
 * their title; in CI that is a failure.
 */
export function describeClients(title: string, clients: Client[], tests: () => void): void {
  const reasons = clients.flatMap(({ missing }) => missing ?? []);
  if (reasons.length === 0) {
    describe(title, () => tests());
    return;
  }
  if (process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false') {
    describe(title, () => {
      it('has its clients', () => {
        expect(reasons).toEqual([]);
      });
    });
    return;
  }
  // The reporter folds skipped tests into a number.
  console.warn(`${title}: not run, because ${reasons.join('; ')}`);
  describe.skip(`${title} (not run: ${reasons.join('; ')})`, () => tests());
}
