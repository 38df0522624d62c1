import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from './index';

const page = readFileSync(new URL('../../docs/retention.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = '']) => yaml);

test('docs/retention.md has examples', () => expect(examples.length).toBeGreaterThan(3));

test.each(examples)('an example of docs/retention.md is accepted as it stands: %s', (yaml) => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'cyberdock-config-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const whole = yaml.startsWith('policies:') ? `retention:\n${yaml.replace(/^/gm, '  ')}` : yaml;
  writeFileSync(path.join(cwd, 'cyberdock.yaml'), whole);
  expect(loadConfig({ cwd, env: {} }).retention.policies.length).toBeGreaterThan(0);
});
