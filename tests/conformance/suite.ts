import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';
import { buildGoProgram } from '../harness/go-program';
import { parseJunit, type TestCase } from './junit';

/**
 * The version of the official suite. The Go module proxy offers the suite at this commit only, not at 967efdc079b9;
 * between the two, one thing changed: the suite's client no longer sends `Accept-Encoding: gzip`. What the older
 * one noticed thereby, `compression.test.ts` asserts.
 */
const suite = {
  package: 'github.com/opencontainers/distribution-spec/conformance',
  version: 'v0.0.0-20260831232431-97274622c111',
};

const summary = z.object({ apis: z.record(z.string(), z.string()), data: z.record(z.string(), z.string()) });

/** What one run of the suite said. */
export interface SuiteRun {
  exitCode: number;
  /** The line `OCI Conformance Result: …` of the summary. */
  resultLine: string | undefined;
  /** Every test, from `junit.xml`. */
  tests: TestCase[];
  /** `Pass`, `Skip`, `Disabled` or `FAIL` for each operation and each kind of content, from `results.yaml`. */
  areas: Record<string, string>;
  /** All that the suite printed. */
  output: string;
}

/**
 * The program to run: the pinned version, or the one that `CONFORMANCE_PROGRAM` names, for those who have
 * another commit of the suite at hand.
 * @throws when it cannot be built.
 */
export async function suiteProgram(): Promise<string> {
  return process.env.CONFORMANCE_PROGRAM ?? (await buildGoProgram(suite));
}

/**
 * Runs the official suite once.
 * @param host `127.0.0.1:PORT` of a registry that speaks plain HTTP.
 * @param settings the suite's own variables, e.g. `{ OCI_VERSION: 'dev' }`.
 * @throws when the suite leaves no report: it exits with 0 when its configuration cannot be loaded.
 */
export async function runSuite(
  program: string,
  host: string,
  settings: Record<string, string>,
): Promise<SuiteRun> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-conformance-'));
  try {
    // Variables of the surroundings must not switch tests off, so none of the suite's own is passed on.
    const surroundings: NodeJS.ProcessEnv = { ...process.env };
    for (const name of Object.keys(surroundings)) if (name.startsWith('OCI_')) delete surroundings[name];
    const ended = await promisify(execFile)(program, [], {
      cwd: folder,
      env: {
        ...surroundings,
        OCI_REGISTRY: host,
        OCI_TLS: 'disabled',
        OCI_REPO1: 'conformance/repo1',
        OCI_REPO2: 'conformance/repo2',
        OCI_RESULTS_DIR: folder,
        ...settings,
      },
      maxBuffer: 256 << 20,
    }).then(
      ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
      (error: { code?: unknown; stdout?: string; stderr?: string }) => {
        if (typeof error.code !== 'number') throw error;
        return { exitCode: error.code, stdout: error.stdout ?? '', stderr: error.stderr ?? '' };
      },
    );
    const output = ended.stdout + ended.stderr;
    const report = await readFile(path.join(folder, 'junit.xml'), 'utf8').catch((cause) => {
      throw new Error(`the suite left no report:\n${output}`, { cause });
    });
    const { apis, data } = summary.parse(parse(await readFile(path.join(folder, 'results.yaml'), 'utf8')));
    return {
      exitCode: ended.exitCode,
      resultLine: /^OCI Conformance Result: .*$/m.exec(ended.stdout)?.[0],
      tests: parseJunit(report),
      areas: { ...apis, ...data },
      output,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
