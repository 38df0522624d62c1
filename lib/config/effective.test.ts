import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { settingsOf } from './effective';
import { loadConfig } from './load';

function read(yaml: string, env: Record<string, string> = {}) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'cyberdock-settings-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(path.join(cwd, 'cyberdock.yaml'), yaml);
  const found = settingsOf(loadConfig({ cwd, env }));
  return (key: string) => found.find((setting) => setting.key === key);
}

test('each setting is told as it was written, with where that was', () => {
  const setting = read('maintenance:\n  trashPeriod: 3d\n  gracePeriod: 2h\n', {
    CYBERDOCK_MAINTENANCE_GRACE_PERIOD: '4h',
  });
  expect(setting('maintenance.trashPeriod')).toMatchObject({
    value: '3d',
    source: 'file',
    where: expect.stringContaining('cyberdock.yaml'),
  });
  expect(setting('maintenance.gracePeriod')).toMatchObject({
    value: '4h',
    source: 'environment',
    where: 'CYBERDOCK_MAINTENANCE_GRACE_PERIOD',
  });
  expect(setting('server.port')).toMatchObject({ source: 'default', where: undefined });
});

test('a secret is told to be set, and never what it is', () => {
  const setting = read('', {
    CYBERDOCK_OIDC_ISSUER: 'https://id.example.com',
    CYBERDOCK_OIDC_CLIENT_ID: 'cyberdock',
    CYBERDOCK_OIDC_CLIENT_SECRET: 'hunter2hunter2',
  });
  expect(setting('oidc.clientSecret')).toMatchObject({
    isSecret: true,
    source: 'environment',
    value: undefined,
  });
});

test('a configuration that was made otherwise has none', () => {
  expect(settingsOf({})).toEqual([]);
});
