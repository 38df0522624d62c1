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

function load(yaml: string | undefined, env: Record<string, string> = {}) {
  if (yaml !== undefined) writeFileSync(path.join(cwd, 'cyberdock.yaml'), yaml);
  return loadConfig({ cwd, env });
}

function refusal(yaml: string | undefined, env: Record<string, string> = {}): string {
  try {
    load(yaml, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.replaceAll(cwd, '<cwd>');
  }
  throw new Error('the configuration was accepted');
}

describe('a mistake', () => {
  const one = (line: string) => `The configuration has a mistake:\n${line}`;

  test.each([
    [
      'server:\n  port: 99999',
      '  cyberdock.yaml:2: server.port: 99999\n    allowed: a whole number from 1 to 65535, for example 8080',
    ],
    [
      'server:\n  port: 0',
      '  cyberdock.yaml:2: server.port: 0\n    allowed: a whole number from 1 to 65535, for example 8080',
    ],
    [
      'server:\n  port: 80.5',
      '  cyberdock.yaml:2: server.port: 80.5\n    allowed: a whole number from 1 to 65535, for example 8080',
    ],
    [
      'server:\n  port: [80]',
      '  cyberdock.yaml:2: server.port: [80]\n    allowed: a whole number from 1 to 65535, for example 8080',
    ],
    [
      'server:\n  host: "a b"',
      '  cyberdock.yaml:2: server.host: "a b"\n    allowed: an IP address or a host name, for example 0.0.0.0',
    ],
    [
      'server:\n  host: 300.1.1.1',
      '  cyberdock.yaml:2: server.host: "300.1.1.1"\n    allowed: an IP address or a host name, for example 0.0.0.0',
    ],
    ...[
      'https://a.example/registry',
      'https://a.example?x',
      'https://user@a.example',
      'ftp://a.example',
      'a.example:5000',
    ].map((url) => [
      `server:\n  publicUrl: ${url}`,
      `  cyberdock.yaml:2: server.publicUrl: "${url}"\n    allowed: http(s)://host or http(s)://host:port, without a path, for example https://registry.example.com`,
    ]),
    [
      'server: {drainTimeout: 30}',
      '  cyberdock.yaml:1: server.drainTimeout: 30\n    allowed: a duration from 0s to 1d, for example 5m\n    hint: a plain number has no unit: write 30s or 30ms',
    ],
    [
      '\n\nstorage:\n\n  idleTimeout: 1ms',
      '  cyberdock.yaml:5: storage.idleTimeout: "1ms"\n    allowed: a duration from 100ms to 1d, for example 5m',
    ],
    [
      'storage:\n  uploadTimeout: one day',
      '  cyberdock.yaml:2: storage.uploadTimeout: "one day"\n    allowed: a duration from 1s to 365d, for example 7d',
    ],
    [
      'storage:\n  maxBlobSize: 50G',
      '  cyberdock.yaml:2: storage.maxBlobSize: "50G"\n    allowed: a size from 1B to 1PiB, for example 200GiB\n    hint: write 50GiB (1024) or 50GB (1000)',
    ],
    [
      'storage:\n  maxManifestSize: -1',
      '  cyberdock.yaml:2: storage.maxManifestSize: -1\n    allowed: a size from 1KiB to 64MiB, for example 8MiB',
    ],
    ['storage:\n  fsync: yes', '  cyberdock.yaml:2: storage.fsync: "yes"\n    allowed: true or false'],
    [
      'storage:\n  root: "\\0"',
      '  cyberdock.yaml:2: storage.root: "\\u0000"\n    allowed: a path, for example /var/lib/cyberdock',
    ],
    [
      'repositories:\n  maxNameLength: 256',
      '  cyberdock.yaml:2: repositories.maxNameLength: 256\n    allowed: a whole number from 3 to 255, for example 128',
    ],
    [
      'repositories:\n  deny:\n    - ok/*\n    - Team',
      '  cyberdock.yaml:4: repositories.deny[1]: "Team"\n    allowed: repository names of lower-case letters, digits and . _ - /, with wildcards, for example [team-a/private/**]',
    ],
    [
      'log:\n  level: loud',
      '  cyberdock.yaml:2: log.level: "loud"\n    allowed: one of trace, debug, info, warn, error, fatal',
    ],
    [
      'access:\n  quotas:\n    - namespaces: [team-a, team/**]\n      bytes: 1GiB',
      '  cyberdock.yaml:3: access.quotas[0].namespaces[1]: "team/**"\n    allowed: a list of first components of repository names, in lower-case letters, digits and . _ - /, with the wildcard *, for example [team-a, "ci-*"]',
    ],
    [
      'access:\n  quotas:\n    - namespaces: [team-a]\n      bytes: 50G',
      '  cyberdock.yaml:4: access.quotas[0].bytes: "50G"\n    allowed: a size from 0B to 1PiB, for example 50GiB\n    hint: write 50GiB (1024) or 50GB (1000)',
    ],
    [
      'access:\n  quotas:\n    - bytes: 1GiB',
      '  cyberdock.yaml:3: access.quotas[0].namespaces: it is missing\n    allowed: a list of first components of repository names, in lower-case letters, digits and . _ - /, with the wildcard *, for example [team-a, "ci-*"]',
    ],
    ['log:\n  format: xml', '  cyberdock.yaml:2: log.format: "xml"\n    allowed: one of json, text'],
    [
      'auth:\n  mode: htpasswd',
      '  cyberdock.yaml:2: auth.mode: "htpasswd"\n    allowed: one of accounts, none',
    ],
    [
      '# first\nlog: info',
      '  cyberdock.yaml:2: log: "info"\n    allowed: a group of the settings level, format, auditFolder, auditFileSize, auditAge, auditPulls',
    ],
    [
      'server:\n  prot: 1',
      '  cyberdock.yaml:2: server.prot: there is no such setting\n    hint: did you mean server.port?',
    ],
    ['port: 1', '  cyberdock.yaml:1: port: there is no such setting\n    hint: did you mean server.port?'],
    [
      'log: {}\nsever:\n  port: 1',
      '  cyberdock.yaml:2: sever: there is no such setting\n    hint: did you mean server?',
    ],
    ['storage:\n  rootDirectory: /x', '  cyberdock.yaml:2: storage.rootDirectory: there is no such setting'],
    ['https:\n  cert: x', '  cyberdock.yaml:1: https: there is no such setting'],
    ['tls:\n  minVersion: 1.1', '  cyberdock.yaml:2: tls.minVersion: 1.1\n    allowed: one of 1.2, 1.3'],
    [
      'backup:\n  folder: backups',
      '  cyberdock.yaml:2: backup.folder: "backups"\n    allowed: an absolute path, for example /mnt/backup/cyberdock',
    ],
    [
      'storage:\n  root: /srv/data\nbackup:\n  folder: /srv/data/backups',
      '  cyberdock.yaml:4: backup.folder: "/srv/data/backups"\n    allowed: an absolute path outside of storage.root, /srv/data, and not around it',
    ],
    [
      'storage:\n  root: /srv/data\nbackup:\n  folder: /srv/',
      '  cyberdock.yaml:4: backup.folder: "/srv/"\n    allowed: an absolute path outside of storage.root, /srv/data, and not around it',
    ],
    [
      'tls:\n  certificate: a.pem',
      '  cyberdock.yaml:1: tls.key: it is missing\n    allowed: a path, for example /etc/cyberdock/privkey.pem\n    hint: tls.certificate is set: set tls.key (CYBERDOCK_TLS_KEY) to the file of its private key',
    ],
    [
      'tls:\n  certificate: a.pem\n  key: a.key\n  clientCertificates: required',
      '  cyberdock.yaml:1: tls.clientAuthority: it is missing\n    allowed: a path, for example /etc/cyberdock/client-ca.pem\n    hint: tls.clientCertificates is set: say which authorities sign clients',
    ],
    [
      'tls:\n  certificate: a.pem\n  key: a.key\n  clientAuthority: ca.pem',
      '  cyberdock.yaml:1: tls.clientCertificates: it is missing\n    allowed: one of none, optional, required\n    hint: tls.clientAuthority is set, and is used with optional or required only: set one of them, or leave it out',
    ],
    [
      `server:\n  socket: /${'x'.repeat(100)}`,
      `  cyberdock.yaml:2: server.socket: "/${'x'.repeat(75)}...\n    allowed: a path of at most 100 bytes, for example /run/cyberdock/cyberdock.sock`,
    ],
    ['server:\n  __proto__: 1', '  cyberdock.yaml:2: server.__proto__: there is no such setting'],
    [
      '- a\n- b',
      '  cyberdock.yaml:1: the file must hold settings, for example "server:" and below it "  port: 5000"',
    ],
    [
      'log: *nothing',
      '  cyberdock.yaml: Unresolved alias (the anchor must be set before the alias): nothing',
    ],
    ['server:\n  port: 1\n  port: 2', '  cyberdock.yaml:3: Map keys must be unique'],
  ])('in the file %j is told with its key, value, place and what is allowed', (yaml, message) => {
    expect(refusal(yaml)).toBe(one(message));
  });

  test.each([
    [
      { CYBERDOCK_SERVER_PORT: 'http' },
      '  CYBERDOCK_SERVER_PORT: server.port: "http"\n    allowed: a whole number from 1 to 65535, for example 8080',
    ],
    [
      { CYBERDOCK_STORAGE_IDLE_TIMEOUT: '60' },
      '  CYBERDOCK_STORAGE_IDLE_TIMEOUT: storage.idleTimeout: "60"\n    allowed: a duration from 100ms to 1d, for example 5m\n    hint: a plain number has no unit: write 60s or 60ms',
    ],
    [
      { CYBERDOCK_STORAGE_FSYNC: '0' },
      '  CYBERDOCK_STORAGE_FSYNC: storage.fsync: "0"\n    allowed: true or false',
    ],
    [
      { CYBERDOCK_REPOSITORIES_ALLOW: 'a/*,B' },
      '  CYBERDOCK_REPOSITORIES_ALLOW: repositories.allow[1]: "a/*,B"\n    allowed: repository names of lower-case letters, digits and . _ - /, with wildcards, for example [team-a/**, library/*]',
    ],
    [
      { CYBERDOCK_SERVER_PROT: '1' },
      '  CYBERDOCK_SERVER_PROT: there is no such variable\n    hint: did you mean CYBERDOCK_SERVER_PORT?',
    ],
    [{ CYBERDOCK_HTTPS_FOLDER: 'x' }, '  CYBERDOCK_HTTPS_FOLDER: there is no such variable'],
    [
      { CYBERDOCK_TLS_CERTIFICATE: 'x' },
      '  CYBERDOCK_TLS_KEY: tls.key: it is missing\n    allowed: a path, for example /etc/cyberdock/privkey.pem\n    hint: tls.certificate is set: set tls.key (CYBERDOCK_TLS_KEY) to the file of its private key',
    ],
    [
      { CYBERDOCK_TLS_CLIENT_CERTIFICATES: 'optional', CYBERDOCK_TLS_CLIENT_AUTHORITY: 'x' },
      '  CYBERDOCK_TLS_CERTIFICATE: tls.certificate: it is missing\n    allowed: a path, for example /etc/cyberdock/fullchain.pem\n    hint: tls.clientCertificates is set: clients show certificates only where TLS is on',
    ],
    [
      { CYBERDOCK_PORT: '8080' },
      '  CYBERDOCK_PORT: there is no such variable\n    hint: did you mean CYBERDOCK_SERVER_PORT?',
    ],
    [
      { CYBERDOCK_CONFIG: 'missing.yaml' },
      '  CYBERDOCK_CONFIG: "missing.yaml": cannot be read: there is no such file',
    ],
    [
      { CYBERDOCK_CONFIG: '.' },
      '  CYBERDOCK_CONFIG: ".": cannot be read: EISDIR: illegal operation on a directory, read',
    ],
  ])('in the variables %j is told with the name of the variable', (env, message) => {
    expect(refusal(undefined, env as Record<string, string>)).toBe(one(message));
  });

  test('does not hide the others: all are told at once', () => {
    const yaml = 'server:\n  port: 0\nstorage:\n  fsync: maybe\nbanana: 1\n';
    expect(refusal(yaml, { CYBERDOCK_LOG_LEVEL: 'loud', CYBERDOCK_BANANA: '1' })).toBe(
      [
        'The configuration has 5 mistakes:',
        '  cyberdock.yaml:2: server.port: 0',
        '    allowed: a whole number from 1 to 65535, for example 8080',
        '  cyberdock.yaml:4: storage.fsync: "maybe"',
        '    allowed: true or false',
        '  CYBERDOCK_LOG_LEVEL: log.level: "loud"',
        '    allowed: one of trace, debug, info, warn, error, fatal',
        '  cyberdock.yaml:5: banana: there is no such setting',
        '  CYBERDOCK_BANANA: there is no such variable',
      ].join('\n'),
    );
  });

  test('a variable that is right does not excuse a group that is wrong', () => {
    expect(refusal('server: 5000', { CYBERDOCK_SERVER_PORT: '5000' })).toBe(
      one(
        '  cyberdock.yaml:1: server: 5000\n    allowed: a group of the settings host, port, publicUrl, trustedProxies, proxyHeaders, socket, workers, maxConnections, headersTimeout, drainTimeout',
      ),
    );
  });

  test('a long value is shortened in the message', () => {
    expect(refusal(`log:\n  level: ${'x'.repeat(500)}`).length).toBeLessThan(300);
  });

  test('a document that unfolds without end is refused', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefg'
        .split('')
        .map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdef'[i]}`).join(',')}]`),
    ];
    expect(refusal(bomb.join('\n'))).toBe(
      one('  cyberdock.yaml: Excessive alias count indicates a resource exhaustion attack'),
    );
  });
});
