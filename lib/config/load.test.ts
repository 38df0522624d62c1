import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from './index';

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

describe('loadConfig', () => {
  test('gives every default when there is neither a file nor a variable', () => {
    expect(load(undefined)).toEqual({
      server: {
        host: '127.0.0.1',
        port: 5000,
        publicUrl: undefined,
        trustedProxies: [
          { family: 'ipv4', address: '127.0.0.0', prefix: 8 },
          { family: 'ipv6', address: '::1', prefix: 128 },
          { family: 'unix' },
        ],
        proxyHeaders: 'x-forwarded',
        socket: undefined,
        workers: 1,
        connectionsMax: 20_000,
        headersTimeoutMs: 30_000,
        drainTimeoutMs: 30_000,
      },
      tls: undefined,
      storage: {
        root: path.join(cwd, 'data/registry'),
        maxBlobBytes: 50 * 1024 ** 3,
        maxManifestBytes: 4 * 1024 ** 2,
        uploadTimeoutMs: 86_400_000,
        idleTimeoutMs: 60_000,
        freeBytesMin: 512 * 1024 ** 2,
        cacheBytes: 64 * 1024 ** 2,
        fsync: true,
      },
      repositories: { allow: ['**'], deny: [], maxNameLength: 255 },
      maintenance: {
        collectionIntervalMs: 3_600_000,
        graceMs: 3_600_000,
        untaggedAfterMs: 0,
        trashMs: 7 * 86_400_000,
        scrubPeriodMs: 30 * 86_400_000,
        diskBytesPerSecond: 32 * 1024 ** 2,
      },
      retention: { enabled: false, intervalMs: 86_400_000, policies: [] },
      backup: { folder: undefined, keep: 14 },
      content: { policies: [] },
      limits: {
        signInsPerMinuteMax: 30_000,
        readsPerMinuteMax: 1_200_000,
        writesPerMinuteMax: 300_000,
        catalogPagesPerMinuteMax: 12_000,
        uploadsMax: 200,
        requestBytesMax: undefined,
        requestMsMax: 86_400_000,
      },
      log: {
        level: 'info',
        format: 'json',
        auditFolder: path.join(cwd, 'data/registry/audit'),
        auditFileBytes: 64 * 1024 ** 2,
        auditAgeMs: 400 * 86_400_000,
        auditPulls: false,
      },
      metrics: { enabled: true, access: 'auditors' },
      auth: {
        mode: 'accounts',
        allowNoneOnNetwork: false,
        htpasswd: undefined,
        certificateUser: 'none',
        tokenLifetimeMs: 300_000,
        keyRotationMs: 30 * 86_400_000,
        sessionLifetimeMs: 7 * 86_400_000,
        sessionIdleMs: 12 * 3_600_000,
      },
      access: { rules: [], anonymousPull: [], groups: [], administrators: [], auditors: [], quotas: [] },
    });
  });

  test('TLS is on when there is a certificate; its files and the socket start at the working directory', () => {
    const yaml = [
      'server:\n  socket: run/dock.sock',
      'tls:\n  certificate: tls/cert.pem\n  key: /etc/key.pem\n  minVersion: 1.3',
      '  clientCertificates: optional\n  clientAuthority: tls/ca.pem\n',
    ];
    const { server, tls } = load(yaml.join('\n'));
    expect(server.socket).toBe(path.join(cwd, 'run/dock.sock'));
    expect(tls).toEqual({
      certificateFile: path.join(cwd, 'tls/cert.pem'),
      keyFile: '/etc/key.pem',
      minVersion: 'TLSv1.3',
      clientCertificates: 'optional',
      clientAuthorityFile: path.join(cwd, 'tls/ca.pem'),
    });
  });

  test('reads the file, and variables win over it', () => {
    const config = load('server:\n  host: "::"\n  port: 8080\nstorage:\n  root: /srv/images\n', {
      CYBERDOCK_SERVER_PORT: '9090',
      CYBERDOCK_STORAGE_FSYNC: 'false',
      CYBERDOCK_REPOSITORIES_ALLOW: 'team-a/**, library/*',
    });
    expect(config.server).toMatchObject({ host: '::', port: 9090 });
    expect(config.storage).toMatchObject({ root: '/srv/images', fsync: false });
    expect(config.repositories.allow).toEqual(['team-a/**', 'library/*']);
  });

  test('reads the file that CYBERDOCK_CONFIG names instead of cyberdock.yaml', () => {
    mkdirSync(path.join(cwd, 'etc'));
    writeFileSync(path.join(cwd, 'etc/registry.yaml'), 'server: {port: 7000}');
    expect(load('server: {port: 8080}', { CYBERDOCK_CONFIG: 'etc/registry.yaml' }).server.port).toBe(7000);
  });

  test.each([
    ['an empty file', ''],
    ['only comments', '# nothing\n'],
    ['a group without settings', 'server:\n  # port: 1\nlog:\n'],
    ['keys without a value', 'server:\n  port:\nrepositories:\n  deny:\n'],
  ])('%s sets nothing', (_what, yaml) => {
    expect(load(yaml)).toEqual(load(undefined));
  });

  test('an empty variable sets nothing', () => {
    expect(load('server: {port: 8080}', { CYBERDOCK_SERVER_PORT: '' }).server.port).toBe(8080);
  });

  test('a size may be a plain number of bytes, in the file and in a variable', () => {
    const config = load('storage: {maxBlobSize: 1048576}', { CYBERDOCK_STORAGE_CACHE_SIZE: '0' });
    expect(config.storage).toMatchObject({ maxBlobBytes: 1_048_576, cacheBytes: 0 });
  });

  test.each([
    ['https://registry.example.com', 'https://registry.example.com'],
    ['https://registry.example.com/', 'https://registry.example.com'],
    ['https://registry.example.com:443', 'https://registry.example.com'],
    ['http://[::1]:5000', 'http://[::1]:5000'],
  ])('server.publicUrl %s is the origin %s', (given, origin) => {
    expect(load(undefined, { CYBERDOCK_SERVER_PUBLIC_URL: given }).server.publicUrl).toBe(origin);
  });

  test.each([
    { CYBERDOCK_TEST_CHROMIUM: '/usr/bin/chromium' },
    {
      CYBERDOCK_SERVICE_HOST: '10.0.0.1',
      CYBERDOCK_SERVICE_PORT: '5000',
      CYBERDOCK_SERVICE_PORT_HTTP: '5000',
    },
    { CYBERDOCK_PORT: 'tcp://10.0.0.1:5000', CYBERDOCK_PORT_5000_TCP: 'tcp://10.0.0.1:5000' },
    {
      CYBERDOCK_PORT_5000_TCP_PROTO: 'tcp',
      CYBERDOCK_PORT_5000_TCP_PORT: '5000',
      CYBERDOCK_PORT_5000_TCP_ADDR: '10.0.0.1',
    },
    { OTHER_SERVER_PORT: '1' },
  ] as Record<string, string>[])(
    'variables of test suites, of Kubernetes and of others are no mistakes: %j',
    (env) => {
      expect(load(undefined, env)).toEqual(load(undefined));
    },
  );
});
