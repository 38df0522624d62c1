import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CyberDock, doors, startCyberDock } from '../harness/cyberdock';
import {
  alwaysSkipped,
  type ExpectedSkip,
  skippedOverOldContent,
  skippedWithoutDeletes,
} from './expected-skips';
import type { TestCase } from './junit';
import { runSuite, type SuiteRun, suiteProgram } from './suite';

const development = { OCI_VERSION: 'dev' };
const withoutDeletes = {
  ...development,
  OCI_API_BLOBS_DELETE: 'false',
  OCI_API_MANIFESTS_DELETE: 'false',
  OCI_API_TAGS_DELETE: 'false',
};

// The runs share one server, one after the other: what each leaves behind is what the next one finds.
describe.sequential.each(doors)('the official OCI conformance suite passes through the door %s', (door) => {
  let program: string;
  let server: CyberDock;

  beforeAll(async () => {
    program = await suiteProgram();
    server = await startCyberDock({ door });
  });

  afterAll(() => server?.stop());

  it('on an empty registry', async () => {
    const run = await runSuite(program, server.host, development);
    expectConformance(`${door}, empty registry`, run, alwaysSkipped);
    expect(run.tests.length).toBeGreaterThan(750);
  });

  it('a second time on the same registry', async () => {
    const run = await runSuite(program, server.host, development);
    expectConformance(`${door}, second run`, run, alwaysSkipped);
  });

  it('without deletes, which leaves its content in the registry', async () => {
    const run = await runSuite(program, server.host, withoutDeletes);
    expectConformance(`${door}, without deletes`, run, skippedWithoutDeletes);
    const tags = await fetch(`${server.url}/v2/conformance/repo1/tags/list`);
    expect(((await tags.json()) as { tags: string[] }).tags.length).toBeGreaterThan(20);
  });

  it('in repositories that hold the same kinds of content already', async () => {
    const run = await runSuite(program, server.host, development);
    expectConformance(`${door}, over old content`, run, skippedOverOldContent);
  });
});

/** Asserts that nothing failed and that nothing is left out but what is listed, and prints the counts. */
function expectConformance(title: string, run: SuiteRun, expectedSkips: ExpectedSkip[]): void {
  const count = (status: TestCase['status']) => run.tests.filter((test) => test.status === status).length;
  const failed = count('failure') + count('error');
  console.info(
    `OCI conformance, ${title}: ${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped`,
  );

  const failures = run.tests.filter(({ status }) => status === 'failure' || status === 'error');
  expect(failures.map(({ name, message }) => `${name}: ${message}`)).toEqual([]);

  const isExpected = (name: string, message?: string) =>
    expectedSkips.some(
      (skip) =>
        (typeof skip.name === 'string' ? skip.name === name : skip.name.test(name)) &&
        (skip.message === undefined || message === undefined || skip.message === message),
    );
  const skipped = run.tests.filter(
    (test) => test.status === 'skipped' && !isExpected(test.name, test.message),
  );
  expect(skipped.map(({ name, message }) => `${name}: ${message}`)).toEqual([]);
  const areas = Object.entries(run.areas).filter(([name, status]) => status !== 'Pass' && !isExpected(name));
  expect(Object.fromEntries(areas)).toEqual({});

  expect(run.resultLine, run.output.slice(-2_000)).toBe('OCI Conformance Result: Pass');
  expect(run.exitCode).toBe(0);
}
