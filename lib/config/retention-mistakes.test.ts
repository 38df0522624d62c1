import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from './index';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'cyberdock-config-'));
});

afterEach(() => {
  rmSync(cwd, { recursive: true });
});

function load(yaml: string, env: Record<string, string> = {}) {
  writeFileSync(path.join(cwd, 'cyberdock.yaml'), yaml);
  return loadConfig({ cwd, env }).retention;
}

function refusal(yaml: string, env: Record<string, string> = {}): string {
  try {
    load(yaml, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.split('\n').slice(1).join('\n');
  }
  throw new Error('the configuration was accepted');
}

const policy = (...lines: string[]) =>
  ['retention:', '  policies:', '    - repositories: ["**"]', ...lines.map((line) => `      ${line}`)].join(
    '\n',
  );

describe('retention.policies', () => {
  test('are read from the file, with units in the names of the result', () => {
    const yaml = policy(
      'name: nightly builds',
      'tags: ["nightly-*"]',
      'keepLast: 3',
      'keepTags: latest, v*',
      'keepVersions: ">=1.0.0 <3"',
      'keepPulledWithin: 90d',
      'keepPushedWithin: 12h',
      'untaggedAfter: 0s',
      'immutable: ["v*"]',
      'protected:',
    );
    expect(load(`${yaml}\n  enabled: true\n  interval: 6h`)).toEqual({
      enabled: true,
      intervalMs: 6 * 3_600_000,
      policies: [
        {
          name: 'nightly builds',
          repositories: ['**'],
          tags: ['nightly-*'],
          keepLast: 3,
          keepTags: ['latest', 'v*'],
          keepVersions: '>=1.0.0 <3',
          keepPulledWithinMs: 90 * 86_400_000,
          keepPushedWithinMs: 12 * 3_600_000,
          untaggedAfterMs: 0,
          immutable: ['v*'],
        },
      ],
    });
  });

  test('are read from a variable as JSON, which wins over the file', () => {
    const json = JSON.stringify([{ repositories: ['a/*'], keepLast: 2 }, { repositories: 'b/*' }]);
    const { policies } = load(policy('keepLast: 1'), { CYBERDOCK_RETENTION_POLICIES: json });
    expect(policies).toMatchObject([{ repositories: ['a/*'], keepLast: 2 }, { repositories: ['b/*'] }]);
  });

  const globs = 'tags of letters, digits and . _ -, with the wildcard *';
  const shown = (glob: string) => (glob.length > 80 ? `"${'x'.repeat(76)}...` : `"${glob}"`);
  const repositories =
    'a list of repository names of lower-case letters, digits and . _ - /, with wildcards, for example [team-a/**]';

  test.each([
    [
      policy('keepLast: 0'),
      '  cyberdock.yaml:4: retention.policies[0].keepLast: 0\n    allowed: a whole number from 1 to 100000',
    ],
    [
      policy('keepPulledWithin: 30'),
      '  cyberdock.yaml:4: retention.policies[0].keepPulledWithin: 30\n    allowed: a duration from 1s to 3650d, for example 90d\n    hint: a plain number has no unit: write 30s or 30ms',
    ],
    [
      policy('keepVersions: one'),
      '  cyberdock.yaml:4: retention.policies[0].keepVersions: "one"\n    allowed: a range of versions as npm has it, in quotes, for example ">=1.0.0"',
    ],
    [
      policy('keepVersions: 1.5'),
      '  cyberdock.yaml:4: retention.policies[0].keepVersions: 1.5\n    allowed: a range of versions as npm has it, in quotes, for example ">=1.0.0"',
    ],
    [
      policy('immutable:', '  - v*', '  - "a/b"'),
      `  cyberdock.yaml:6: retention.policies[0].immutable[1]: "a/b"\n    allowed: ${globs}, for example ["v*"]`,
    ],
    ...['.hidden', 'v?', 'a b', 'x'.repeat(129)].map((glob): [string, string] => [
      policy(`protected: ["${glob}"]`),
      `  cyberdock.yaml:4: retention.policies[0].protected[0]: ${shown(glob)}\n    allowed: ${globs}, for example [latest]`,
    ]),
    [
      policy('tags: []'),
      `  cyberdock.yaml:4: retention.policies[0].tags: []\n    allowed: a list of ${globs}, for example ["nightly-*"]`,
    ],
    [
      policy('keeplast: 5'),
      '  cyberdock.yaml:4: retention.policies[0].keeplast: there is no such setting\n    hint: did you mean keepLast?',
    ],
    [
      'retention:\n  policies:\n    - repositories: [a/b]\n    - keepLast: 5',
      `  cyberdock.yaml:4: retention.policies[1].repositories: it is missing\n    allowed: ${repositories}`,
    ],
    [
      'retention:\n  policies:\n    - repositories: [A/b]\n      keepLast: many',
      `  cyberdock.yaml:3: retention.policies[0].repositories[0]: "A/b"\n    allowed: ${repositories}\n  cyberdock.yaml:4: retention.policies[0].keepLast: "many"\n    allowed: a whole number from 1 to 100000`,
    ],
    [
      'retention:\n  policies: {repositories: [a/b]}',
      '  cyberdock.yaml:2: retention.policies: {"repositories":["a/b"]}\n    allowed: a list of policies, each a group of settings, for example [{"repositories": ["team-a/**"], "keepLast": 10, "keepTags": ["latest"]}]',
    ],
    [
      'retention:\n  policies:\n    - team-a/**',
      '  cyberdock.yaml:3: retention.policies[0]: "team-a/**"\n    allowed: a list of policies, each a group of settings, for example [{"repositories": ["team-a/**"], "keepLast": 10, "keepTags": ["latest"]}]',
    ],
  ])('in the file %j: the mistake is told with its key, value and line', (yaml, message) => {
    expect(refusal(yaml)).toBe(message);
  });

  test.each([
    [
      '[{"repositories": ["a/b"], "keepLast": 0}]',
      '  CYBERDOCK_RETENTION_POLICIES: retention.policies[0].keepLast: 0\n    allowed: a whole number from 1 to 100000',
    ],
    [
      '[{"keepLast": 1}]',
      `  CYBERDOCK_RETENTION_POLICIES: retention.policies[0].repositories: it is missing\n    allowed: ${repositories}`,
    ],
    [
      '[{"repositories": ["a/b"], "zzzzzzzz": 0}]',
      '  CYBERDOCK_RETENTION_POLICIES: retention.policies[0].zzzzzzzz: there is no such setting\n    hint: there are name, repositories, tags, keepLast, keepTags, keepVersions, keepPulledWithin, keepPushedWithin, untaggedAfter, immutable, protected',
    ],
    [
      'keep all',
      '  CYBERDOCK_RETENTION_POLICIES: retention.policies: "keep all"\n    allowed: a list of policies, each a group of settings, for example [{"repositories": ["team-a/**"], "keepLast": 10, "keepTags": ["latest"]}]\n    hint: this is not JSON',
    ],
  ])('in the variable %j: the mistake is told with the name of the variable', (json, message) => {
    expect(refusal('', { CYBERDOCK_RETENTION_POLICIES: json })).toBe(message);
  });
});
