import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A temporary folder of the tests of one `describe`. */
export interface Scratch {
  /** A path inside the folder. */
  file: (...names: string[]) => string;
}

/** Makes a temporary folder before the tests of a `describe`, and removes it after them. */
export function useScratch(): Scratch {
  let folder: string | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-clients-'));
  });
  afterAll(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  return {
    file: (...names) => {
      if (folder === undefined) throw new Error('the folder exists only while the tests run');
      return path.join(folder, ...names);
    },
  };
}
