import { describe, expect, test } from 'vitest';
import type { Figures } from './figures';
import { Metrics } from './metrics';

const figures: Figures = {
  content: undefined,
  disk: undefined,
  uploads: { count: 0, bytes: 0 },
  quarantine: { count: 0, bytes: 0 },
  trashEntries: 0,
  cache: { hits: 0, misses: 0, bytes: 0 },
  jobs: [],
  quotas: [],
  ready: true,
  degraded: false,
};

const request = {
  method: 'GET',
  route: '/v2/',
  status: 200,
  durationMs: 3,
  bytesIn: 100,
  bytesOut: 2,
  code: undefined,
  cut: undefined,
};

const linesOf = async (metrics: Metrics, of: Figures, start: string) =>
  (await metrics.expose(of)).text.split('\n').filter((line) => line.startsWith(start));

describe('Metrics', () => {
  test('come in the text format of Prometheus, version 0.0.4', async () => {
    const { contentType, text } = await new Metrics('1.2.3').expose(figures);
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain(`cyberdock_build_info{version="1.2.3",node="${process.version}"} 1\n`);
    const names = text.matchAll(/^# TYPE (\S+)/gm);
    for (const [, name] of names) expect(name).toMatch(/^cyberdock_[a-z0-9_]+$/);
  });

  test('labels do not grow with what clients send: unknown methods are one, unknown paths are one', async () => {
    const metrics = new Metrics('1');
    for (let at = 0; at < 50; at++) {
      metrics.requests.observe({ ...request, method: `M${at}`, route: undefined, status: 404 });
    }
    expect(await linesOf(metrics, figures, 'cyberdock_http_requests_total{')).toEqual([
      'cyberdock_http_requests_total{route="none",method="other",status="404"} 50',
    ]);
  });

  test('two servers in one process do not mix their counts', async () => {
    const [one, other] = [new Metrics('1'), new Metrics('1')];
    one.requests.observe(request);
    expect(await linesOf(one, figures, 'cyberdock_http_requests_total{')).toHaveLength(1);
    expect(await linesOf(other, figures, 'cyberdock_http_requests_total{')).toHaveLength(0);
  });

  test('what several processes count is added up, and what all of them read stays as it is', async () => {
    const [one, other] = [new Metrics('1'), new Metrics('1')];
    for (const metrics of [one, other, other]) metrics.requests.observe(request);
    // As it comes from another process.
    const sent = JSON.parse(JSON.stringify(await other.ofProcess({ hits: 5, misses: 1, bytes: 10 })));
    const read = { ...figures, trashEntries: 4, cache: { hits: 2, misses: 0, bytes: 1 } };
    const { contentType, text } = await one.expose(read, [sent]);
    expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const line of [
      'cyberdock_http_requests_total{route="/v2/",method="GET",status="200"} 3',
      'cyberdock_http_request_duration_seconds_count{route="/v2/",method="GET",status="200"} 3',
      'cyberdock_cache_hits_total 7',
      'cyberdock_cache_bytes 11',
      'cyberdock_trash_entries 4',
      'cyberdock_ready 1',
      `cyberdock_build_info{version="1",node="${process.version}"} 1`,
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('durations from a millisecond to ten minutes fall between the buckets', async () => {
    const metrics = new Metrics('1');
    for (const durationMs of [0.4, 599_000, 601_000]) metrics.requests.observe({ ...request, durationMs });
    const bucket = (le: string) =>
      `cyberdock_http_request_duration_seconds_bucket{le="${le}",route="/v2/",method="GET",status="200"}`;
    const lines = await linesOf(metrics, figures, 'cyberdock_http_request_duration_seconds_bucket');
    expect(lines).toContain(`${bucket('0.001')} 1`);
    expect(lines).toContain(`${bucket('300')} 1`);
    expect(lines).toContain(`${bucket('600')} 2`);
    expect(lines).toContain(`${bucket('+Inf')} 3`);
  });

  test('a quota that is gone has no gauge any more, and one without a limit in bytes has none for that', async () => {
    const metrics = new Metrics('1');
    const quota = {
      namespace: 'team',
      bytes: undefined,
      repositories: 5,
      usedBytes: 10,
      usedRepositories: 2,
    };
    expect(await linesOf(metrics, { ...figures, quotas: [quota] }, 'cyberdock_quota_')).toEqual([
      'cyberdock_quota_used_bytes{namespace="team"} 10',
      'cyberdock_quota_repositories{namespace="team"} 5',
      'cyberdock_quota_used_repositories{namespace="team"} 2',
    ]);
    expect(await linesOf(metrics, figures, 'cyberdock_quota_')).toEqual([]);
  });

  test('a repository that is no longer among the largest has no gauge any more', async () => {
    const metrics = new Metrics('1');
    const content = {
      atMs: 1_000,
      repositories: 3,
      largest: [{ name: 'a/x', bytes: 10, manifests: 1, tags: 2 }],
      rest: { bytes: 7, manifests: 2, tags: 3 },
      blobs: { count: 4, bytes: 12 },
      verifiedFiles: 0,
      verifiedOldestAtMs: undefined,
    };
    expect(await linesOf(metrics, { ...figures, content }, 'cyberdock_repository_bytes{')).toEqual([
      'cyberdock_repository_bytes{repository="a/x"} 10',
      'cyberdock_repository_bytes{repository="other"} 7',
    ]);
    const later = {
      ...content,
      repositories: 1,
      largest: [{ name: 'b/x', bytes: 11, manifests: 1, tags: 2 }],
    };
    expect(await linesOf(metrics, { ...figures, content: later }, 'cyberdock_repository_bytes{')).toEqual([
      'cyberdock_repository_bytes{repository="b/x"} 11',
    ]);
  });

  test('counts that are kept elsewhere are told as they are, not added up at each scrape', async () => {
    const metrics = new Metrics('1');
    const with7 = { ...figures, cache: { hits: 7, misses: 1, bytes: 5 } };
    await metrics.expose(with7);
    expect(await linesOf(metrics, with7, 'cyberdock_cache_hits_total ')).toEqual([
      'cyberdock_cache_hits_total 7',
    ]);
  });

  test('tells what the process uses', async () => {
    const { residentBytes, heapBytes, uptimeMs } = await new Metrics('1').resources();
    expect(residentBytes).toBeGreaterThan(heapBytes);
    expect(heapBytes).toBeGreaterThan(0);
    expect(uptimeMs).toBeGreaterThan(0);
  });
});
