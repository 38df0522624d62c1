import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Task } from './lanes';
import { runCommand } from './run-command';
import type { Failure, Outcome, Step } from './run-steps';

/** What is read of the report of vitest's reporter `json`. */
const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string().default(''),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/** The tests of one project of `vitest.config.ts`. */
export function vitestStep(folder: string, project: string, when: Omit<Task, 'name'> = {}): Step {
  return {
    ...when,
    name: project,
    run: async (write) => {
      const report = path.join(folder, 'results', `${project}.json`);
      await rm(report, { force: true });
      const command = [
        process.execPath,
        path.join(folder, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ];
      const { code, cpuSeconds } = await runCommand(folder, command, write);
      const outcome = countVitest(code, await readFile(report, 'utf8').catch(() => undefined));
      return { ...outcome, cpuSeconds };
    },
  };
}

/** Counts a run of vitest by its exit code and its report. A file that could not be loaded is one failure. */
export function countVitest(code: number, report: string | undefined): Outcome {
  if (report === undefined) return { passed: 0, failed: 1, note: `vitest ended with ${code} and no report` };
  const counts = vitestReport.parse(JSON.parse(report));
  const broken = counts.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  const failed = counts.numFailedTests + broken.length;
  const outcome = { passed: counts.numPassedTests, skipped: counts.numPendingTests + counts.numTodoTests };
  if (failed > 0) return { ...outcome, failed, failures: failuresOf(counts) };
  // An error outside a test, or no test at all.
  if (code !== 0) return { ...outcome, failed: 1, note: `vitest ended with ${code}, though no test failed` };
  if (outcome.passed === 0) return { ...outcome, failed: 1, note: 'no test ran' };
  return { ...outcome, failed: 0 };
}

function failuresOf({ testResults }: z.infer<typeof vitestReport>): Failure[] {
  return testResults
    .filter((file) => file.status === 'failed')
    .flatMap((file) => {
      const name = path.relative('.', file.name);
      const failed = file.assertionResults.filter(({ status }) => status === 'failed');
      if (failed.length === 0) return [{ test: name, message: file.message ?? '' }];
      return failed.map(({ fullName, failureMessages }) => ({
        test: `${name}: ${fullName}`,
        message: failureMessages?.join('\n') ?? '',
      }));
    });
}
