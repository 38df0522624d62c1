import { stripVTControlCharacters } from 'node:util';
import { runInLanes, type Task } from './lanes';
import { takeTurns } from './turns';

/** What a step found. A static check counts as one test. */
export interface Outcome {
  passed: number;
  failed: number;
  skipped?: number;
  /** What it took of the processors. */
  cpuSeconds?: number;
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

/** One kind of test. It cannot run when one of those that it needs failed. */
export interface Step extends Task {
  /** @param write is given what the step prints, as it comes */
  run: (write: (text: string) => void) => Promise<Outcome>;
}

const messageLinesMax = 12;
const messageWidthMax = 400;

interface Result extends Outcome {
  name: string;
  seconds: number;
}

/**
 * Runs all steps, whatever fails, and prints a table of them. What a step prints stays together. The last line is
 * `N passed, N failed`.
 * @param lanes how many steps may run side by side
 * @returns the exit code: 0 if something passed and nothing failed
 */
export async function runSteps(
  steps: readonly Step[],
  lanes = 1,
  write: (text: string) => void = (text) => process.stdout.write(text),
): Promise<number> {
  const startedAt = performance.now();
  const found = new Map<Step, Result>();
  const joinLine = takeTurns(write);
  await runInLanes(steps, lanes, async (step) => {
    const { say, end } = joinLine();
    say(`\n=== ${step.name} ===\n\n`);
    const stepStartedAt = performance.now();
    const missing = [...found.values()].find(({ name, failed }) => failed > 0 && step.needs?.includes(name));
    const outcome =
      missing === undefined ? await runStep(step, say) : notRun(`not run: ${missing.name} failed`);
    found.set(step, { ...outcome, name: step.name, seconds: secondsSince(stepStartedAt) });
    if (outcome.note !== undefined) say(`\n${step.name}: ${outcome.note}\n`);
    end();
  });
  const results = steps.flatMap((step) => found.get(step) ?? []);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  for (const { name, failures = [] } of results) {
    for (const { test, message } of failures) write(`\n${name}: ${test}\n${indented(message)}\n`);
  }
  write(`\n${table(results)}\n`);
  const cpuSeconds = results.reduce((sum, result) => sum + (result.cpuSeconds ?? 0), 0);
  const time = `${inMinutes(secondsSince(startedAt))}, and ${inMinutes(cpuSeconds)} of the processors`;
  write(`\nIt took ${time}, with ${lanes} at a time.\n`);
  if (passed === 0 && failed === 0) write('\nNothing ran.\n');
  write(`\n${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000;
}

/** `75.4` becomes `1 min 15 s`. */
function inMinutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

async function runStep(step: Step, write: (text: string) => void): Promise<Outcome> {
  try {
    return await step.run(write);
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
  const rows = results.map(({ name, seconds, cpuSeconds, passed, failed, skipped = 0, note }) => [
    name,
    failed > 0 ? 'FAILED' : passed > 0 ? 'passed' : 'not run',
    seconds.toFixed(1),
    cpuSeconds?.toFixed(1) ?? '',
    String(passed),
    String(failed),
    String(skipped),
    note?.split('\n')[0] ?? '',
  ]);
  const all = [['step', 'result', 'seconds', 'cpu', 'passed', 'failed', 'skipped', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const isNumber = (column: number) => column >= 2 && column <= 6;
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
