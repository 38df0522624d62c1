/** One test of a JUnit report. */
export interface TestCase {
  name: string;
  status: 'passed' | 'skipped' | 'failure' | 'error';
  /** What the test said, e.g. `unexpected status code, expected one of [404], received 500`. */
  message: string;
}

const testCase = /<testcase ([^>]*)>(.*?)<\/testcase>/gs;

/**
 * Reads the tests out of a report that Go's `encoding/xml` wrote: every `<` and `"` of the content is escaped, so
 * that the form is regular.
 * @throws when the report holds fewer tests than it announces with elements, or a status that is not known.
 */
export function parseJunit(xml: string): TestCase[] {
  const tests = [...xml.matchAll(testCase)].map(([, attributes = '', body = '']) => {
    const name = attribute(attributes, 'name');
    const status = attribute(attributes, 'status');
    if (!['passed', 'skipped', 'failure', 'error'].includes(status)) {
      throw new Error(`the report has a test ${name} with the status ${JSON.stringify(status)}`);
    }
    const message = unescapeXml(/<system-out>(.*?)<\/system-out>/s.exec(body)?.[1] ?? '');
    return { name, status: status as TestCase['status'], message };
  });
  const elements = xml.split('<testcase ').length - 1;
  if (tests.length === 0 || tests.length !== elements) {
    throw new Error(`the report has ${elements} tests, of which ${tests.length} could be read`);
  }
  return tests;
}

function attribute(attributes: string, name: string): string {
  return unescapeXml(new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return entities[name] ?? whole;
  });
}
