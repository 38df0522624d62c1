import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../bin/exit-codes';
import { loadConfig } from '../../lib/config';
import { parseDuration } from '../../lib/config/duration';
import { projectFolder } from '../harness/cyberdock';
import { readFile } from './deploy-file';

/** What a unit says, by directive: each value in its order. */
function readUnit(name: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of readFile(name).split('\n')) {
    const [, key, value] = /^([A-Z]\w+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) found.set(key, [...(found.get(key) ?? []), value]);
    else expect(line).toMatch(/^(#.*|\[\w+\]|)$/);
  }
  return found;
}

const unit = readUnit('deploy/systemd/cyberdock.service');
const one = (name: string) => unit.get(name)?.join(' ');
const config = loadConfig({ cwd: path.join(projectFolder, 'deploy/systemd'), env: {} });

describe('deploy/systemd/cyberdock.service', () => {
  test('runs as a user that cyberdock.sysusers makes, without any right of root', () => {
    expect(readFile('deploy/systemd/cyberdock.sysusers')).toMatch(new RegExp(`^u ${one('User')} `, 'm'));
    expect(unit.has('DynamicUser')).toBe(false);
    expect(one('CapabilityBoundingSet')).toBe('');
    expect(one('NoNewPrivileges')).toBe('yes');
  });

  test('may write its data and its socket only, and the settings that belong to it put the data there', () => {
    expect(one('ProtectSystem')).toBe('strict');
    expect(one('ProtectHome')).toBe('yes');
    expect(unit.has('ReadWritePaths')).toBe(false);
    expect(path.dirname(config.storage.root)).toBe(`/var/lib/${one('StateDirectory')}`);
    expect(one('WorkingDirectory')).toBe(`/etc/${one('ConfigurationDirectory')}`);
  });

  test('gives running transfers and then workers their time at the end', () => {
    const workersMs = 20_000;
    expect(parseDuration(one('TimeoutStopSec') ?? '')).toBeGreaterThanOrEqual(
      config.server.drainTimeoutMs + workersMs,
    );
    expect(one('KillMode')).toBe('mixed');
    expect(one('SuccessExitStatus')).toBe(String(exitCodes.terminated));
  });

  test('may open as many files as there may be connections, and some for content', () => {
    expect(Number(one('LimitNOFILE')) * 0.75).toBeGreaterThan(config.server.connectionsMax);
  });

  test.each([
    ['MemoryDenyWriteExecute', 'V8 could not make machine code'],
    ['ProtectProc', 'processes that hold locks would seem dead'],
    ['ProcSubset', 'which run of the machine it is could not be told'],
    ['PrivateNetwork', 'nobody could connect'],
  ])('does not set %s, with which %s', (name) => {
    expect(unit.has(name)).toBe(false);
  });

  test('starts the command line of the place where it is installed', () => {
    expect(one('ExecStart')).toBe('/usr/bin/node /opt/cyberdock/bin/cyberdock serve');
  });
});
