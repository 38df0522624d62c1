import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { healthReport } from '@/lib/dashboard/health-contract';
import { healthCheckNames } from '@/lib/maintenance/health/health-check';
import type { AuditRecord } from '@/lib/observability/audit/audit-record';
import { digestOf } from '@/tests/harness/content';
import { type PlainRegistry, startPlainRegistry } from '@/tests/harness/plain-registry';
import { RepositoryClient } from '@/tests/harness/push';
import { until } from '@/tests/harness/until';

/** Runs a task on a registry of its own and tells what its metrics and its audit trail say afterwards. */
async function observe(
  task: (client: RepositoryClient, registry: PlainRegistry) => Promise<void>,
  env: Record<string, string> = {},
) {
  const registry = await startPlainRegistry(env);
  const client = new RepositoryClient(registry.port, 'team/app');
  try {
    await task(client, registry);
    const { text } = await registry.server.observation.expose();
    const { audit } = registry.server.observation;
    audit.close(); // Writes what waits; the trail goes on.
    const file = readFileSync(path.join(registry.root, 'audit', 'audit.jsonl'), 'utf8');
    return {
      value: (sample: string) => {
        const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
        return line === undefined ? undefined : Number(line.slice(sample.length + 1));
      },
      text,
      records: (await audit.store.list({}, { limit: 1_000 })).records.reverse(),
      file,
      lines: file
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    };
  } finally {
    client.http.close();
    await registry.close();
  }
}

type Observed = Awaited<ReturnType<typeof observe>>;

const config = Buffer.from('{"some":"config"}');
const layer = Buffer.from('some layer');
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    digest: digestOf(config),
    size: config.length,
  },
  layers: [
    { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf(layer), size: layer.length },
  ],
});

/** A push with everything that may happen on the way, and its end. */
async function story(client: RepositoryClient): Promise<void> {
  const other = new RepositoryClient(client.http, 'team/other');
  const secret = 'Basic c2VjcmV0OnNlY3JldA==';
  await client.http.request({
    path: '/v2/',
    headers: { Authorization: secret, Cookie: 'session=topsecret', 'User-Agent': 'story/1' },
  });
  await client.pushBlob(config); // POST 202, PUT 201
  await client.pushMonolithic(layer); // POST 201
  await other.pushMonolithic(layer); // POST 201: the pool has it
  await other.mount(digestOf(config), 'team/app'); // POST 201
  await client.putManifest('too-early-other', '{}'); // 400
  await client.putManifest('1.0', manifest); // 201
  await client.putManifest('2.0', manifest); // 201
  for (let at = 0; at < 3; at++) await client.getManifest('1.0'); // 200
  await client.headManifest('nothing'); // 404
  await client.getBlob(digestOf(layer)); // 200
  const session = await client.startUpload(); // 202
  await client.cancelUpload(session); // 204
  await client.startUpload(); // 202: left open
  await client.deleteBlob(digestOf(layer)); // 405: referenced
  await client.deleteManifest('2.0'); // 202: untag
  await client.http.request({ method: 'LOCK', path: '/v2/team/app/manifests/1.0' }); // 405
  await client.http.request({ path: '/v2/nonsense' }); // 404
}

describe('an observed registry', () => {
  let seen: Observed;
  beforeAll(async () => {
    seen = await observe(story);
  });

  test.each([
    ['{route="/v2/",method="GET",status="200"}', 1],
    ['{route="/v2/{name}/blobs/uploads/",method="POST",status="202"}', 3],
    ['{route="/v2/{name}/blobs/uploads/",method="POST",status="201"}', 3],
    ['{route="/v2/{name}/blobs/uploads/{upload}",method="PUT",status="201"}', 1],
    ['{route="/v2/{name}/blobs/uploads/{upload}",method="DELETE",status="204"}', 1],
    ['{route="/v2/{name}/manifests/{reference}",method="PUT",status="400"}', 1],
    ['{route="/v2/{name}/manifests/{reference}",method="PUT",status="201"}', 2],
    ['{route="/v2/{name}/manifests/{reference}",method="GET",status="200"}', 3],
    ['{route="/v2/{name}/manifests/{reference}",method="HEAD",status="404"}', 1],
    ['{route="/v2/{name}/manifests/{reference}",method="DELETE",status="202"}', 1],
    ['{route="/v2/{name}/manifests/{reference}",method="other",status="405"}', 1],
    ['{route="/v2/{name}/blobs/{digest}",method="GET",status="200"}', 1],
    ['{route="/v2/{name}/blobs/{digest}",method="DELETE",status="405"}', 1],
    ['{route="none",method="GET",status="404"}', 1],
  ])('counts requests exactly: %s', (labels, count) => {
    expect(seen.value(`cyberdock_http_requests_total${labels}`)).toBe(count);
    expect(seen.value(`cyberdock_http_request_duration_seconds_count${labels}`)).toBe(count);
  });

  test('counts no other requests, and no path, tag, digest or session is a label', () => {
    const counted = seen.text.split('\n').filter((line) => line.startsWith('cyberdock_http_requests_total{'));
    expect(counted).toHaveLength(14);
    expect(seen.text).not.toMatch(/sha256:|"1\.0"|nonsense|LOCK|[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  test.each([
    ['cyberdock_errors_total{code="MANIFEST_INVALID"}', 1],
    ['cyberdock_errors_total{code="MANIFEST_UNKNOWN"}', 1],
    ['cyberdock_errors_total{code="UNSUPPORTED"}', 3],
    ['cyberdock_blobs_stored_total{how="new"}', 2],
    ['cyberdock_blobs_stored_total{how="deduplicated"}', 1],
    ['cyberdock_blobs_stored_total{how="mounted"}', 1],
    ['cyberdock_blobs_stored_bytes_total{how="new"}', config.length + layer.length],
    ['cyberdock_blobs_stored_bytes_total{how="deduplicated"}', layer.length],
    ['cyberdock_blobs_stored_bytes_total{how="mounted"}', config.length],
    ['cyberdock_http_sent_bytes_total{route="/v2/{name}/blobs/{digest}",method="GET"}', layer.length],
    ['cyberdock_uploads_open', 1],
    ['cyberdock_quarantine_files', 0],
    ['cyberdock_trash_entries', 1], // The tag that was removed.
    ['cyberdock_repositories', 1],
    ['cyberdock_repository_tags{repository="team/app"}', 1],
    ['cyberdock_repository_manifests{repository="team/app"}', 1],
    ['cyberdock_repository_bytes{repository="team/app"}', config.length + layer.length + manifest.length],
    ['cyberdock_ready', 1],
    ['cyberdock_job_runs_total{kind="scrub",result="failed"}', 0],
  ])('tells %s', (sample, value) => {
    expect(seen.value(sample)).toBe(value);
  });

  test('counts bytes in, and what the cache answered', () => {
    const received = seen.value(
      'cyberdock_http_received_bytes_total{route="/v2/{name}/manifests/{reference}",method="PUT"}',
    );
    expect(received).toBeGreaterThan(2 * manifest.length);
    expect(seen.value('cyberdock_cache_hits_total')).toBeGreaterThanOrEqual(2);
    expect(seen.value('cyberdock_disk_free_bytes')).toBeGreaterThan(0);
  });

  test('audits each change and each refused change once, in order, and no pull', () => {
    const told = seen.records.map(({ action, reference, result }) =>
      [action, reference ?? '', result].join(' ').trim(),
    );
    const blob = digestOf(layer);
    expect(told).toEqual([
      'server.start  ok',
      'blob.push  ok',
      'blob.push  ok',
      'blob.push  ok',
      'blob.mount  ok',
      'manifest.push too-early-other MANIFEST_INVALID',
      'manifest.push 1.0 ok',
      'manifest.push 2.0 ok',
      'upload.cancel  ok',
      'blob.delete  UNSUPPORTED',
      'tag.delete 2.0 ok',
    ]);
    expect(seen.records[2]).toMatchObject({
      actor: 'anonymous',
      address: expect.stringContaining('127.0.0.1'),
      repository: 'team/app',
      digest: blob,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(seen.records[4]?.detail).toEqual({ mountedFrom: 'team/app' });
    expect(seen.records[9]?.detail).toEqual({ status: 405 });
  });

  test('tells from where to where a tag moved, when it was made, and what it was when it went', () => {
    const digest = digestOf(manifest);
    expect(seen.records[6]?.detail).toEqual({ from: null, to: digest });
    expect(seen.records[10]).toMatchObject({ digest, detail: { from: digest, to: null } });
  });

  test('the file has the same records as the table', () => {
    const plain = (record: AuditRecord) => {
      const { atMs, ...rest } = JSON.parse(JSON.stringify(record));
      return { time: new Date(atMs).toISOString(), ...rest };
    };
    expect(seen.lines).toEqual(seen.records.map(plain));
  });

  test('no secret and no header is in the trail', () => {
    expect(seen.file).not.toMatch(/c2VjcmV0|topsecret|authorization|cookie/i);
  });
});

test('pulls are audited when that is asked for', async () => {
  const { records } = await observe(story, { CYBERDOCK_LOG_AUDIT_PULLS: 'true' });
  const pulls = records
    .filter(({ action }) => action.endsWith('.pull'))
    .map(({ action, result }) => `${action} ${result}`);
  expect(pulls).toEqual(['manifest.pull ok', 'manifest.pull ok', 'manifest.pull ok', 'blob.pull ok']);
});

test('the end of the server is the last record of the trail, and the trail is where the setting says', async () => {
  const registry = await startPlainRegistry({ CYBERDOCK_LOG_AUDIT_FOLDER: 'elsewhere' });
  const file = path.join(path.dirname(registry.root), 'elsewhere', 'audit.jsonl');
  const { close, server } = registry;
  server.observation.end();
  const actions = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).action);
  expect(actions).toEqual(['server.start', 'server.stop']);
  server.observation.end();
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(2);
  await close();
});

test('the start tells the configuration by a hash: the same for the same settings, another for others', async () => {
  const { server, close } = await startPlainRegistry();
  server.observation.end();
  const { audit } = server.observation;
  const [start] = (await audit.store.list({ action: 'server.start' }, { limit: 1 })).records;
  expect(start?.detail).toMatchObject({ configuration: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
  expect(JSON.stringify(start)).not.toContain(server.config.storage.root);
  await close();
});

describe('health', () => {
  let registry: PlainRegistry;
  beforeAll(async () => {
    registry = await startPlainRegistry({ CYBERDOCK_STORAGE_MIN_FREE_SPACE: '0B' });
  });
  afterAll(() => registry.close());

  test('reports every check, by the contract of its JSON', async () => {
    const report = healthReport.parse(JSON.parse(JSON.stringify(await registry.server.observation.health())));
    expect(report.checks.map(({ name }) => name)).toEqual([...healthCheckNames]);
    for (const { status, whatToDo } of report.checks) expect(whatToDo === null).toBe(status === 'ok');
    // Nobody has checked the content yet; all else is well with an empty registry, on a machine that is not full or busy.
    expect(
      report.checks
        .filter(({ status, name }) => status !== 'ok' && name !== 'disk-space' && name !== 'resources')
        .map(({ name }) => name),
    ).toEqual(['consistency']);
  });

  test('says how many files were compared with their digests as soon as they are counted, and waits for no count', async () => {
    const other = await startPlainRegistry();
    const verifiedFiles = async () => {
      const { checks } = await other.server.observation.health();
      return checks.find(({ name }) => name === 'verification')?.data?.verifiedFiles;
    };
    expect(await verifiedFiles()).toBeNull();
    await until('the count', async () => (await verifiedFiles()) === 0);
    await other.close();
  });

  test('readiness fails as soon as the server ends', async () => {
    const other = await startPlainRegistry();
    expect((await other.server.observation.readiness()).status).not.toBe('unready');
    const ended = other.close();
    expect(await other.server.observation.readiness()).toEqual({
      status: 'unready',
      problems: [{ check: 'ending', degraded: false, detail: 'the server is ending' }],
    });
    await ended;
  });
});
