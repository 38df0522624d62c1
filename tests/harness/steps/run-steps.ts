import { stripVTControlCharacters } from 'node:util';

/** What a step found. A static check counts as one test. */
export interface Outcome {
  passed: number;
  failed: number;
  skipped?: number;
  /** Shown in the summary: why a step failed or could not run. */
  note?: string;
  /** Repeated at the end, where whoever sees only the last lines of a long run finds them. */
  failures?: Failure[];
}

/** A test that failed: its full name with its file, and what was wrong. */
export interface Failure {
  test: string;
  message: string;
}

/** One kind of test. */
export interface Step {
  name: string;
  /** The name of an earlier step without which this one cannot run. */
  needs?: string;
  run: () => Promise<Outcome>;
}

const messageLinesMax = 12;
const messageWidthMax = 400;

interface Result extends Outcome {
  name: string;
  seconds: number;
}

/**
 * Runs all steps in order, whatever fails, and prints a table of them. The last line is `N passed, N failed`.
 * @returns the exit code: 0 if something passed and nothing failed
 */
export async function runSteps(
  steps: readonly Step[],
  print: (text: string) => void = console.log,
): Promise<number> {
  const results: Result[] = [];
  for (const step of steps) {
    print(`\n=== ${step.name} ===\n`);
    const started = performance.now();
    const missing = results.find(({ name, failed }) => name === step.needs && failed > 0);
    const outcome = missing === undefined ? await runStep(step) : notRun(`not run: ${missing.name} failed`);
    results.push({ ...outcome, name: step.name, seconds: (performance.now() - started) / 1000 });
    if (outcome.note !== undefined) print(`\n${step.name}: ${outcome.note}`);
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  for (const { name, failures = [] } of results) {
    for (const { test, message } of failures) print(`\n${name}: ${test}\n${indented(message)}`);
  }
  print(`\n${table(results)}`);
  if (passed === 0 && failed === 0) print('\nNothing ran.');
  print(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

async function runStep(step: Step): Promise<Outcome> {
  try {
    return await step.run();
  } catch (error) {
    return notRun(error instanceof Error ? error.message : String(error));
  }
}

/** Tests that should have run and did not are one failure. */
function notRun(note: string): Outcome {
  return { passed: 0, failed: 1, note };
}

/** The beginning of a message; a page of HTML in it would hide the other failures. */
function indented(message: string): string {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, messageLinesMax);
  return lines.map((line) => `    ${line.slice(0, messageWidthMax)}`).join('\n');
}

function table(results: readonly Result[]): string {
  const rows = results.map(({ name, seconds, passed, failed, skipped = 0, note }) => [
    name,
    failed > 0 ? 'FAILED' : passed > 0 ? 'passed' : 'not run',
    seconds.toFixed(1),
    String(passed),
    String(failed),
    String(skipped),
    note?.split('\n')[0] ?? '',
  ]);
  const all = [['step', 'result', 'seconds', 'passed', 'failed', 'skipped', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const isNumber = (column: number) => column >= 2 && column <= 5;
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
