import { describe, expect, it } from 'vitest';
import { parseJunit } from './junit';

describe('parseJunit', () => {
  it('reads name, status and message of each test', () => {
    const xml = `<testsuites tests="9"><testsuite name="s"><properties><property name="a" value="&#34;"></property></properties>
      <testcase name="a/b" classname="" time="0.1" status="passed"><system-err>~~~</system-err></testcase>
      <testcase name="c &#34;d&#34;" classname="" status="failure"><system-out>expected [200]&#xA;got &lt;404&gt; &amp; more</system-out></testcase>
    </testsuite></testsuites>`;
    expect(parseJunit(xml)).toEqual([
      { name: 'a/b', status: 'passed', message: '' },
      { name: 'c "d"', status: 'failure', message: 'expected [200]\ngot <404> & more' },
    ]);
  });

  it('refuses a report without tests, with a test that it cannot read, and with an unknown status', () => {
    expect(() => parseJunit('<testsuites></testsuites>')).toThrow('0 tests');
    expect(() => parseJunit('<testcase name="a" status="passed"></testcase><testcase name="b"/>')).toThrow(
      '2 tests, of which 1',
    );
    expect(() => parseJunit('<testcase name="a" status="odd"></testcase>')).toThrow('"odd"');
  });
});
