import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DiagnosisEvent, type DiagnosisOptions, diagnose } from '../../lib/doctor/diagnose';
import { describeClients, installedClient } from '../clients/client';
import { type CyberDock, projectFolder, startCyberDock } from '../harness/cyberdock';
import { freePort } from '../harness/free-port';
import { HttpClient } from '../harness/http-client';
import { catalog } from '../harness/push';
import type { Certificate, CertificateOrder } from './certificates';
import { describeProxies, useGround } from './fixture';
import { nginx } from './proxies';
import type { ProxyOptions, RunningProxy } from './proxy';
import { startRecorder } from './recorder';

// A proxy that is set up well has no fault, and of one that is set up wrong in one way the doctor names that.

const mib = 1024 ** 2;

/** Everything that the doctor tells of an address. */
async function examine(url: string, options: Partial<DiagnosisOptions> = {}): Promise<DiagnosisEvent[]> {
  const events: DiagnosisEvent[] = [];
  const { signal } = new AbortController();
  const short = { bodyBytesMax: 2 * mib, pauseMs: 100, observeMs: 3_000 };
  const whole = { url: new URL(url), repository: 'cyberdock/doctor' as never, signal, ...short, ...options };
  for await (const event of diagnose(whole)) events.push(event);
  return events;
}

/** The faults that it names, in their order. */
function faultsIn(events: DiagnosisEvent[]): string[] {
  return events.flatMap((event) => (event.kind === 'fault' ? [event.code] : []));
}

/** What it says of them. */
function detailsIn(events: DiagnosisEvent[]): string {
  return events.flatMap((event) => (event.kind === 'fault' ? [event.detail] : [])).join('\n');
}

/** Runs the command as a person does. */
function runDoctor(args: string[]): Promise<{ code: number; out: string; error: string }> {
  return new Promise((resolve) => {
    const program = path.join(projectFolder, 'bin/cyberdock');
    const child = execFile(process.execPath, [program, 'doctor', ...args], (_, out, error) =>
      resolve({ code: child.exitCode ?? -1, out, error }),
    );
  });
}

describeProxies('the doctor', (kind) => {
  const ground = useGround();
  let server: CyberDock;
  let http: HttpClient;

  beforeAll(async () => {
    server = await startCyberDock();
    http = new HttpClient(server.port);
  });
  afterAll(async () => {
    http?.close();
    await server?.stop();
  });

  test('finds nothing wrong with the configuration of deploy/proxy, and leaves nothing behind', async () => {
    const proxy = await kind.start({ upstreamPort: server.port, certificate: ground.certificate });
    try {
      const events = await examine(proxy.url, { authorities: [ground.authority.root] });
      expect(events.filter((event) => event.kind !== 'check' || event.outcome !== 'well')).toEqual([]);
      expect(await catalog(http)).toEqual([]);
      expect(await readdir(path.join(server.root, 'temp/uploads'))).toEqual([]);
    } finally {
      await proxy.stop();
    }
  });
});

/** Changes of nginx.conf, and what the doctor says of each. */
const wrongConfigurations: [
  what: string,
  change: [from: string, to: string][],
  faults: string[],
  detail: RegExp,
][] = [
  [
    'a limit of size',
    [['client_max_body_size 0;', 'client_max_body_size 1m;']],
    ['size-limit'],
    /a body of 2 MiB is answered with 413/,
  ],
  [
    'a limit of size above the first bodies',
    [['client_max_body_size 0;', 'client_max_body_size 5m;']],
    ['size-limit'],
    /11 MiB is answered with 413.*; 2 MiB got through/,
  ],
  [
    'requests that are kept',
    [['proxy_request_buffering off;', 'proxy_request_buffering on;']],
    ['request-buffering'],
    /of 2 MiB in chunks, nothing had reached CyberDock after 3 s/,
  ],
  [
    'answers that are kept',
    [['proxy_buffering         off;', 'proxy_buffering on;']],
    ['response-buffering'],
    /first line of an answer came together with the last/,
  ],
  [
    'the scheme not passed on',
    [['proxy_set_header X-Forwarded-Proto $scheme;', '']],
    ['scheme-lost'],
    /CyberDock takes https:\/\/localhost:\d+ for http$/m,
  ],
  [
    'the port lost',
    [['$http_host', '$host']],
    ['host-lost'],
    /CyberDock takes localhost:\d+ for localhost$/m,
  ],
  [
    'the address of clients not passed on',
    [['proxy_set_header X-Forwarded-For   $remote_addr;', '']],
    ['client-address-lost'],
    /CyberDock takes this client for 127\.0\.0\.1/,
  ],
  [
    'the host that a client makes up passed on',
    [['proxy_set_header X-Forwarded-Host  $http_host;', '']],
    ['client-can-pretend'],
    /make up the name it asked for/,
  ],
  [
    'compression',
    [['gzip off;', 'gzip on; gzip_types *; gzip_min_length 1;']],
    ['compression', 'compression', 'compression'],
    /a manifest comes with Content-Encoding: gzip/,
  ],
  [
    'a header hidden',
    [['gzip off;', 'gzip off; proxy_hide_header Docker-Content-Digest;']],
    ['header-dropped'],
    /the HEAD of a manifest has no Docker-Content-Digest/,
  ],
  [
    'the header of the version hidden',
    [['gzip off;', 'gzip off; proxy_hide_header Docker-Distribution-API-Version;']],
    ['header-dropped'],
    /GET \/v2\/ has no Docker-Distribution-API-Version/,
  ],
  [
    'Location made a URL of its own',
    [['gzip off;', 'gzip off; proxy_redirect /v2/ http://inner.example/v2/;']],
    ['location-changed'],
    /an upload goes on at http:\/\/inner\.example\/v2\//,
  ],
  [
    'Range not passed on',
    [['gzip off;', 'gzip off; proxy_set_header Range "";']],
    ['range-ignored'],
    /bytes 1000 to 1999 are answered with 200/,
  ],
  [
    'the dashboard not passed on',
    [['location / {', 'location /v2/ {']],
    ['pages-missing'],
    /GET \/api\/v1\/connection is answered with 404/,
  ],
  [
    'a short limit on pauses',
    [['client_body_timeout  2m;', 'client_body_timeout 1s;']],
    ['upload-pause'],
    /a pause of 3 s in a push/,
  ],
];

// What is wrong is made wrong in nginx, which most use; what the doctor sees is the same with every proxy.
describeClients('a diagnosis', [installedClient('nginx'), installedClient('openssl')], () => {
  const ground = useGround();
  let server: CyberDock;

  beforeAll(async () => {
    server = await startCyberDock();
  });
  afterAll(() => server?.stop());

  async function diagnosed(
    options: Partial<ProxyOptions>,
    examination: Partial<DiagnosisOptions> = {},
    at: (proxy: RunningProxy) => string = ({ url }) => url,
  ): Promise<DiagnosisEvent[]> {
    const proxy = await nginx.start({
      upstreamPort: server.port,
      certificate: ground.certificate,
      ...options,
    });
    try {
      return await examine(at(proxy), { authorities: [ground.authority.root], ...examination });
    } finally {
      await proxy.stop();
    }
  }

  test.each(wrongConfigurations)('names %s', async (_, change, faults, detail) => {
    const [[, wrong] = ['', '']] = change;
    const events = await diagnosed(
      { change },
      {
        pauseMs: wrong.includes('1s') ? 3_000 : 100,
        bodyBytesMax: wrong.includes('5m') ? 12 * mib : 2 * mib,
      },
    );
    // A header may be missing in several places.
    const named = faultsIn(events);
    expect(named[0] === 'header-dropped' ? [...new Set(named)] : named, detailsIn(events)).toEqual(faults);
    expect(detailsIn(events)).toMatch(detail);
  });

  async function behind(
    env: Record<string, string>,
    change?: ProxyOptions['change'],
  ): Promise<DiagnosisEvent[]> {
    const other = await startCyberDock({ env });
    try {
      return await diagnosed({ upstreamPort: other.port, change });
    } finally {
      await other.stop();
    }
  }

  test('names a proxy that is not trusted, with its address', async () => {
    const events = await behind({ CYBERDOCK_SERVER_TRUSTED_PROXIES: '10.0.0.7' });
    expect(faultsIn(events)).toEqual(['proxy-not-trusted']);
    expect(detailsIn(events)).toContain(
      '127.0.0.1 sends x-forwarded-for, x-forwarded-proto, x-forwarded-host',
    );
  });

  test('names headers of the kind that is not read', async () => {
    const events = await behind({ CYBERDOCK_SERVER_PROXY_HEADERS: 'forwarded' });
    expect(faultsIn(events)).toEqual(['scheme-lost', 'client-address-lost']);
    expect(detailsIn(events)).toContain('but server.proxyHeaders is forwarded');
  });

  test('names a public URL that is another', async () => {
    const events = await behind({ CYBERDOCK_SERVER_PUBLIC_URL: 'https://registry.example.com' });
    expect(faultsIn(events)).toEqual(['public-url']);
  });

  test('tells a limit of CyberDock itself from one of the proxy', async () => {
    const events = await behind({ CYBERDOCK_STORAGE_MAX_BLOB_SIZE: '1MiB' });
    expect(faultsIn(events)).toEqual(['registry-refuses']);
    expect(detailsIn(events)).toMatch(/2 MiB is answered with 413, SIZE_INVALID/);
  });

  test.each<[string, CertificateOrder, string, RegExp]>([
    [
      'a certificate for another name',
      { hosts: ['other.example'] },
      'certificate-name',
      /other\.example, not for localhost/,
    ],
    ['an expired certificate', { days: -2 }, 'certificate-expired', /it was valid until \d{4}-\d\d-\d\d/],
    ['a certificate that expires soon', { days: 5 }, 'certificate-expires-soon', /: [45] days/],
  ])('names %s, and looks at the rest all the same', async (_, order, code, detail) => {
    const certificate = await ground.authority.issue(order);
    const events = await diagnosed({ certificate });
    expect(faultsIn(events)).toEqual([code]);
    expect(detailsIn(events)).toMatch(detail);
    expect(events.filter((event) => event.kind === 'check' && event.outcome === 'skipped')).toEqual([]);
  });

  test('names a chain that is not whole', async () => {
    const { leafFile: chainFile, ...rest } = ground.certificate;
    const events = await diagnosed({ certificate: { ...rest, leafFile: chainFile, chainFile } });
    expect(faultsIn(events)).toEqual(['certificate-chain']);
    expect(detailsIn(events)).toContain('CN=Test authority, whose certificate was not sent');
  });

  test('names an authority that is not known', async () => {
    expect(faultsIn(await diagnosed({}, { authorities: undefined }))).toEqual(['certificate-authority']);
  });

  test('names a certificate that is signed by itself', async () => {
    const certificate: Certificate = await ground.authority.selfSigned();
    expect(faultsIn(await diagnosed({ certificate }))).toEqual(['certificate-self-signed']);
  });

  test('sends no password where the certificate is bad', async () => {
    const certificate = await ground.authority.issue({ hosts: ['other.example'] });
    const recorder = await startRecorder();
    try {
      const credentials = { user: 'alice', password: 'secret' };
      const events = await diagnosed({ certificate, upstreamPort: recorder.port }, { credentials });
      expect(faultsIn(events)).toEqual(['certificate-name']);
      expect(recorder.requests).toEqual([]);
    } finally {
      await recorder.stop();
    }
  });

  test('names a proxy that does not reach CyberDock', async () => {
    expect(faultsIn(await diagnosed({ upstreamPort: await freePort() }))).toEqual(['registry-down']);
  });

  test('names something that is no registry', async () => {
    const recorder = await startRecorder();
    try {
      expect(faultsIn(await diagnosed({ upstreamPort: recorder.port }))).toEqual(['not-a-registry']);
    } finally {
      await recorder.stop();
    }
  });

  test('names a redirect', async () => {
    const events = await diagnosed({}, {}, ({ plainPort }) => `http://localhost:${plainPort}`);
    expect(faultsIn(events)).toEqual(['redirected']);
  });

  test('names an address at which nothing answers', async () => {
    expect(faultsIn(await examine(`https://localhost:${await freePort()}`))).toEqual(['unreachable']);
  });

  test('finds nothing wrong without a proxy', async () => {
    expect(faultsIn(await examine(`http://127.0.0.1:${server.port}`))).toEqual([]);
  });

  test('takes away what it pushed when it is ended', async () => {
    const ending = new AbortController();
    const url = new URL(`http://127.0.0.1:${server.port}`);
    const repository = 'cyberdock/ended' as never;
    const events: DiagnosisEvent[] = [];
    const whole = async () => {
      for await (const event of diagnose({ url, repository, signal: ending.signal, bodyBytesMax: 2 * mib })) {
        events.push(event);
        if (event.kind === 'check' && event.check === 'push-and-pull') ending.abort(new Error('enough'));
      }
    };
    await expect(whole()).rejects.toThrow(/enough|abort/i);
    expect(events.filter(({ kind }) => kind === 'left')).toEqual([]);
    const http = new HttpClient(server.port);
    expect(await catalog(http)).not.toContain('cyberdock/ended');
    http.close();
  });

  test('as a command it ends with 0 when all is well, else with 3 and what to change', async () => {
    const proxy = await nginx.start({ upstreamPort: server.port, certificate: ground.certificate });
    const quick = ['--max-body', '2MiB', '--pause', '100ms'];
    try {
      const well = await runDoctor([proxy.url, '--ca', ground.authority.rootFile, ...quick]);
      expect([well.code, well.out]).toEqual([0, '']);
      expect(well.error).toMatch(/^well: the certificate\n(.*\n)*All is well\.\n$/);
      const bad = await runDoctor([proxy.url, ...quick, '--json']);
      expect(bad.code).toBe(3);
      const events = bad.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as DiagnosisEvent);
      expect(faultsIn(events)).toEqual(['certificate-authority']);
      expect(events[0]).toMatchObject({ change: expect.stringContaining('--ca') });
    } finally {
      await proxy.stop();
    }
    const misspelled = await runDoctor(['localhost/path']);
    expect([misspelled.code, misspelled.error]).toEqual([2, expect.stringContaining('http(s)://host')]);
  });
});
