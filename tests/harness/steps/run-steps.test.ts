import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { countPlaywright } from './playwright-step';
import { type Outcome, runSteps, type Step } from './run-steps';
import { countVitest } from './vitest-step';

const run = (...steps: Step[]) => runAtOnce(1, ...steps);

async function runAtOnce(lanes: number, ...steps: Step[]): Promise<{ code: number; lines: string[] }> {
  let text = '';
  const code = await runSteps(steps, lanes, (part) => {
    text += part;
  });
  return { code, lines: text.trimEnd().split('\n') };
}

const step = (name: string, outcome: Outcome): Step => ({ name, run: async () => outcome });

describe('runSteps', () => {
  test('ends with the sum of all tests and 0 when all passed', async () => {
    const { code, lines } = await run(
      step('a', { passed: 1, failed: 0 }),
      step('b', { passed: 20, failed: 0, skipped: 2 }),
    );
    expect(lines.at(-1)).toBe('21 passed, 0 failed');
    expect(code).toBe(0);
  });

  test('goes on after a failure, and fails at the end', async () => {
    const { code, lines } = await run(
      step('a', { passed: 3, failed: 2 }),
      step('b', { passed: 4, failed: 0 }),
    );
    expect(lines.at(-1)).toBe('7 passed, 2 failed');
    expect(code).toBe(1);
  });

  test('names each failed test and what was wrong before the table', async () => {
    const failures = [{ test: 'a.test.ts: adds', message: 'expected 1 to be 2\n    at a.ts:1' }];
    const { lines } = await run(step('unit', { passed: 1, failed: 1, failures }));
    const place = lines.indexOf('unit: a.test.ts: adds');
    expect(lines[place + 1]).toBe('    expected 1 to be 2');
    expect(place).toBeLessThan(lines.findIndex((line) => line.startsWith('step ')));
  });

  test('a step that throws is one failure, with its reason in the table', async () => {
    const broken: Step = {
      name: 'broken',
      run: async () => {
        throw new Error('no such thing\nmore');
      },
    };
    const { code, lines } = await run(broken, step('b', { passed: 1, failed: 0 }));
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
    expect(lines.some((line) => /^broken +FAILED +[\d.]+ +0 +1 +0 {2}no such thing$/.test(line))).toBe(true);
    expect(code).toBe(1);
  });

  test('a step that needs a failed one is not run, and is a failure', async () => {
    const never: Step = {
      name: 'c',
      needs: ['a'],
      run: () => {
        throw new Error('was run');
      },
    };
    const { code, lines } = await run(step('a', { passed: 0, failed: 1 }), never);
    expect(lines.at(-1)).toBe('0 passed, 2 failed');
    expect(lines.join('\n')).toContain('not run: a failed');
    expect(code).toBe(1);
  });

  test('keeps what each of two steps prints together, and the table in the order of the list', async () => {
    const events = new EventEmitter();
    const firstSpoke = once(events, 'first');
    const secondSpoke = once(events, 'second');
    const first: Step = {
      name: 'first',
      run: async (write) => {
        write('first one\n');
        events.emit('first');
        await secondSpoke;
        write('first two\n');
        return { passed: 1, failed: 0 };
      },
    };
    const second: Step = {
      name: 'second',
      run: async (write) => {
        await firstSpoke;
        write('second one\n');
        events.emit('second');
        return { passed: 1, failed: 1 };
      },
    };
    const { code, lines } = await runAtOnce(2, first, second);
    const said = lines.filter((line) => /^(===|first (one|two)|second one)/.test(line));
    expect(said).toEqual(['=== first ===', 'first one', 'first two', '=== second ===', 'second one']);
    const rows = lines.filter((line) => /^(first|second) +(passed|FAILED) /.test(line));
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['first', 'second']);
    expect(lines.at(-1)).toBe('2 passed, 1 failed');
    expect(code).toBe(1);
  });

  test('says how long it all took', async () => {
    const a = step('a', { passed: 1, failed: 0, cpuSeconds: 61.04 });
    const { lines } = await runAtOnce(2, a, step('b', { passed: 1, failed: 0, cpuSeconds: 2 }));
    expect(lines).toContainEqual(expect.stringMatching(/^a +passed +[\d.]+ +61\.0 +1 +0 +0$/));
    const took = /^It took \d+ min \d+ s, and 1 min 3 s of the processors, with 2 at a time\.$/;
    expect(lines).toContainEqual(expect.stringMatching(took));
  });

  test('fails when nothing ran', async () => {
    expect(await run()).toMatchObject({ code: 1 });
    const { code, lines } = await run(step('e2e', { passed: 0, failed: 0, note: 'no browser' }));
    expect(lines.at(-1)).toBe('0 passed, 0 failed');
    expect(lines).toContain('Nothing ran.');
    expect(code).toBe(1);
  });
});

describe('countVitest', () => {
  const report = (counts: object, files: object[] = []) =>
    JSON.stringify({
      numPassedTests: 5,
      numFailedTests: 0,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: files,
      ...counts,
    });

  test('takes the numbers of the report', () => {
    expect(countVitest(0, report({}))).toEqual({ passed: 5, failed: 0, skipped: 2 });
  });

  test('names the failed tests', () => {
    const assertion = { status: 'failed', fullName: 'adds', failureMessages: ['1 is not 2'] };
    const file = { name: 'a.test.ts', status: 'failed', assertionResults: [assertion, { status: 'passed' }] };
    expect(countVitest(1, report({ numFailedTests: 3 }, [file]))).toMatchObject({
      passed: 5,
      failed: 3,
      failures: [{ test: 'a.test.ts: adds', message: '1 is not 2' }],
    });
  });

  test('a file that could not be loaded is a failure', () => {
    const file = { name: 'a.test.ts', status: 'failed', message: 'syntax', assertionResults: [] };
    expect(countVitest(1, report({}, [file]))).toMatchObject({
      passed: 5,
      failed: 1,
      failures: [{ test: 'a.test.ts', message: 'syntax' }],
    });
  });

  test.each([
    ['an exit code without a failed test', 1, report({})],
    ['a run without tests', 0, report({ numPassedTests: 0 })],
    ['no report', 0, undefined],
  ])('%s is a failure', (_what, code, text) => {
    expect(countVitest(code, text).failed).toBe(1);
  });
});

describe('countPlaywright', () => {
  const report = (stats: object) =>
    JSON.stringify({ stats: { expected: 5, unexpected: 0, flaky: 0, skipped: 1, ...stats } });

  test('takes the numbers of the report, and flaky tests as failed', () => {
    expect(countPlaywright(0, report({}))).toEqual({ passed: 5, failed: 0, skipped: 1 });
    expect(countPlaywright(1, report({ unexpected: 2, flaky: 1 }))).toMatchObject({ passed: 5, failed: 3 });
  });

  test('names the failed tests, however deep their suites', () => {
    const results = [{ error: { message: 'no button' } }];
    const spec = { title: 'copies', file: 'e2e/a.spec.ts', tests: [{ status: 'unexpected', results }] };
    const nested = { ...JSON.parse(report({ unexpected: 1 })), suites: [{ suites: [{ specs: [spec] }] }] };
    expect(countPlaywright(1, JSON.stringify(nested)).failures).toEqual([
      { test: 'e2e/a.spec.ts: copies', message: 'no button' },
    ]);
  });

  test.each([
    ['an exit code without a failed test', 1, report({})],
    ['a run without tests', 0, report({ expected: 0 })],
    ['no report', 0, undefined],
  ])('%s is a failure', (_what, code, text) => {
    expect(countPlaywright(code, text).failed).toBe(1);
  });
});
