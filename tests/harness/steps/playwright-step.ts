import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { findChromium } from './find-chromium';
import { runCommand } from './run-command';
import type { Failure, Outcome, Step } from './run-steps';

const suite = z.object({
  specs: z
    .array(
      z.object({
        title: z.string(),
        file: z.string(),
        tests: z.array(
          z.object({
            status: z.string(),
            results: z.array(z.object({ error: z.object({ message: z.string().optional() }).optional() })),
          }),
        ),
      }),
    )
    .default([]),
  get suites(): z.ZodOptional<z.ZodArray<typeof suite>> {
    return z.array(suite).optional();
  },
});

/** What is read of the report of Playwright's reporter `json`. */
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(suite).default([]),
});

/**
 * The browser tests. Without a browser they cannot run: that is a failure where `required`, as in CI, and is said
 * elsewhere.
 */
export function playwrightStep(
  folder: string,
  options: { needs?: readonly string[]; required: boolean },
): Step {
  return {
    name: 'e2e',
    needs: options.needs,
    run: async (write) => {
      const chromium = await findChromium(folder, write);
      if ('problem' in chromium) {
        const note = `the browser tests could not run: ${chromium.problem}`;
        return { passed: 0, failed: options.required ? 1 : 0, note };
      }
      const report = path.join(folder, 'results', 'e2e.json');
      await rm(report, { force: true });
      const env: Record<string, string> = { PLAYWRIGHT_JSON_OUTPUT_FILE: report };
      if (chromium.path !== undefined) env.CYBERDOCK_TEST_CHROMIUM = chromium.path;
      const command = [
        process.execPath,
        'node_modules/@playwright/test/cli.js',
        'test',
        '--reporter=list,json',
      ];
      const { code, cpuSeconds } = await runCommand(folder, command, write, { env });
      const outcome = countPlaywright(code, await readFile(report, 'utf8').catch(() => undefined));
      return { ...outcome, cpuSeconds };
    },
  };
}

/** Counts a run of Playwright by its exit code and its report. A flaky test is a failed test. */
export function countPlaywright(code: number, report: string | undefined): Outcome {
  if (report === undefined)
    return { passed: 0, failed: 1, note: `Playwright ended with ${code} and no report` };
  const { stats, suites } = playwrightReport.parse(JSON.parse(report));
  const outcome = { passed: stats.expected, skipped: stats.skipped };
  const failed = stats.unexpected + stats.flaky;
  if (failed > 0) return { ...outcome, failed, failures: suites.flatMap(failuresOf) };
  if (code !== 0)
    return { ...outcome, failed: 1, note: `Playwright ended with ${code}, though no test failed` };
  if (outcome.passed === 0) return { ...outcome, failed: 1, note: 'no test ran' };
  return { ...outcome, failed: 0 };
}

function failuresOf({ specs, suites = [] }: z.infer<typeof suite>): Failure[] {
  const failed = specs.flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => ({
        test: `${file}: ${title}`,
        message: results.map(({ error }) => error?.message ?? '').join('\n'),
      })),
  );
  return [...failed, ...suites.flatMap(failuresOf)];
}
