import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { loadConfig, readClientSecret } from './index';

const base = {
  CYBERDOCK_OIDC_ISSUER: 'https://login.example.com/realms/company',
  CYBERDOCK_OIDC_CLIENT_ID: 'cyberdock',
};
const load = (env: Record<string, string>) => loadConfig({ cwd: '/nowhere', env });

test('the client secret is shown by nothing that prints the settings', () => {
  const config = load({ ...base, CYBERDOCK_OIDC_CLIENT_SECRET: 'hunter2' });
  const { oidc } = config;
  expect(readClientSecret(oidc)?.reveal()).toBe('hunter2');
  const shown = [
    JSON.stringify(config),
    stringify(config),
    inspect(config, { depth: 9 }),
    `${oidc?.clientSecret}`,
  ];
  for (const text of shown) {
    expect(text).toContain('[redacted]');
    expect(text).not.toContain('hunter2');
  }
});

test.each([
  ['clientSecret: 4711471147114711', '4711471147114711'],
  ['clientSecret: [hunter2]', 'hunter2'],
  ['clientSecret: "hunter2 with a space"', 'hunter2'],
])('a mistake in the client secret does not show it: %s', (line, secret) => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'cyberdock-config-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  writeFileSync(
    path.join(cwd, 'cyberdock.yaml'),
    `oidc:\n  issuer: https://login.example.com\n  clientId: cyberdock\n  ${line}\n`,
  );
  const read = () => loadConfig({ cwd, env: {} });
  expect(read).toThrow('oidc.clientSecret: [redacted]');
  expect(read).not.toThrow(secret);
});

test('the client secret may be in a file, which must hold it alone', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cyberdock-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'secret');
  const { oidc } = load({ ...base, CYBERDOCK_OIDC_CLIENT_SECRET_FILE: file });
  expect(() => readClientSecret(oidc)).toThrow('oidc.clientSecretFile: the file can not be read: ENOENT');
  writeFileSync(file, 'hunter2\n');
  expect(readClientSecret(oidc)?.reveal()).toBe('hunter2');
  for (const text of ['', '\n', 'two\nlines', 'x'.repeat(5_000)]) {
    writeFileSync(file, text);
    expect(() => readClientSecret(oidc)).toThrow('in one line');
  }
});

test('without a secret it is a public client, and without an issuer there is no provider', () => {
  expect(readClientSecret(load(base).oidc)).toBeUndefined();
  expect(load({}).oidc).toBeUndefined();
});

test.each([
  [{ CYBERDOCK_OIDC_ISSUER: base.CYBERDOCK_OIDC_ISSUER }, 'set oidc.clientId'],
  [{ CYBERDOCK_OIDC_CLIENT_ID: 'c' }, 'set oidc.issuer'],
  [{ CYBERDOCK_OIDC_CLIENT_SECRET: 'hunter2' }, 'set oidc.issuer'],
  [
    { ...base, CYBERDOCK_OIDC_CLIENT_SECRET: 'hunter2', CYBERDOCK_OIDC_CLIENT_SECRET_FILE: '/f' },
    'leave one of the two out',
  ],
])('settings that make no sense together are told: %j', (env, hint) => {
  expect(() => load(env)).toThrow(hint);
  expect(() => load(env)).not.toThrow('hunter2');
});

test.each([
  'http://login.example.com',
  'https://login.example.com/?a=b',
  'https://login.example.com/#a',
  'https://user@login.example.com',
  'login.example.com',
  'javascript:alert(1)',
])('%s is no issuer', (issuer) => {
  expect(() => load({ ...base, CYBERDOCK_OIDC_ISSUER: issuer })).toThrow('oidc.issuer');
});

test.each(['http://127.0.0.1:8080', 'http://localhost:8080/realms/a', 'http://[::1]:1'])(
  '%s may be without TLS: it is this machine',
  (issuer) => {
    expect(load({ ...base, CYBERDOCK_OIDC_ISSUER: issuer }).oidc?.issuer).toBe(issuer);
  },
);
