import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { Metrics } from '@/lib/observability/metrics/metrics';

const folder = path.resolve(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');

/** Every metric with its labels, from what `/metrics` answers when everything has happened once. */
async function exposedMetrics(): Promise<Map<string, Set<string>>> {
  const metrics = new Metrics('1');
  metrics.requests.observe({
    method: 'GET',
    route: '/v2/',
    status: 500,
    durationMs: 1,
    bytesIn: 1,
    bytesOut: 1,
    code: 'UNKNOWN',
    cut: 'idle',
  });
  metrics.storage.corrupt();
  metrics.storage.auditLost(1);
  const { text } = await metrics.expose({
    content: {
      atMs: 1,
      repositories: 1,
      largest: [{ name: 'a/x', bytes: 1, manifests: 1, tags: 1 }],
      rest: { bytes: 0, manifests: 0, tags: 0 },
      blobs: { count: 1, bytes: 1 },
      verifiedFiles: 1,
      verifiedOldestAtMs: 1,
    },
    disk: { bytes: 2, freeBytes: 1 },
    uploads: { count: 0, bytes: 0 },
    quarantine: { count: 0, bytes: 0 },
    trashEntries: 0,
    cache: { hits: 1, misses: 1, bytes: 1 },
    jobs: [
      {
        kind: 'scrub',
        runs: { done: 1, failed: 0, cancelled: 0 },
        running: false,
        lastSuccessAtMs: 1,
        lastSuccessMs: 1,
      },
    ],
    quotas: [{ namespace: 'a', bytes: 2, repositories: 2, usedBytes: 1, usedRepositories: 1 }],
    ready: true,
    degraded: false,
  });
  const found = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of text.matchAll(/^(cyberdock_\w+)(?:\{(.*)\})? \S+$/gm)) {
    const known = found.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    found.set(name, known);
  }
  return found;
}

/** Labels that Prometheus itself gives. */
const ofPrometheus = ['instance', 'job'];

/** The metrics that an expression names, with the labels that it selects by. */
function selectorsOf(expression: string): { name: string; labels: string[] }[] {
  return [...expression.matchAll(/(cyberdock_\w+)(?:\{((?:[^"{}]|"[^"]*")*)\})?/g)].map(
    ([, name = '', inner = '']) => ({
      name,
      labels: [...inner.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }),
  );
}

const dashboard = JSON.parse(read('deploy/grafana/cyberdock.json')) as {
  panels: { id: number; type: string; title: string; targets?: { expr: string }[] }[];
  templating: { list: { name: string; definition?: string }[] };
};
const alerts = parse(read('deploy/prometheus/alerts.yml')) as {
  groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[];
};

describe('what is deployed beside the server', () => {
  const expressions = [
    ...dashboard.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => [`panel ${title}`, expr] as const),
    ),
    ...dashboard.templating.list.flatMap(({ name, definition }) =>
      definition === undefined ? [] : [[`variable ${name}`, definition] as const],
    ),
    ...alerts.groups.flatMap(({ rules }) =>
      rules.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
    ),
  ];

  test('asks for metrics and labels that exist, and for no others', async () => {
    const exposed = await exposedMetrics();
    const wrong = expressions.flatMap(([where, expression]) =>
      selectorsOf(expression).flatMap(({ name, labels }) => {
        const known = exposed.get(name);
        if (!known) return [`${where}: ${name}`];
        const unknown = labels.filter((label) => !known.has(label) && !ofPrometheus.includes(label));
        return unknown.map((label) => `${where}: ${name} has no label ${label}`);
      }),
    );
    expect(wrong).toEqual([]);
    expect(expressions.length).toBeGreaterThan(50);
  });

  test('every panel that is no row asks for something, and each has a number of its own', () => {
    for (const { type, title, targets } of dashboard.panels) {
      if (type !== 'row') expect(targets?.length, title).toBeGreaterThan(0);
    }
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('every alert says what happened and what to do', () => {
    for (const { alert, annotations } of alerts.groups.flatMap(({ rules }) => rules)) {
      expect(Object.keys(annotations), alert).toEqual(['summary', 'description']);
    }
  });

  test('every metric is explained in docs/monitoring.md, and none that does not exist', async () => {
    const exposed = [...(await exposedMetrics()).keys()].map((name) =>
      name.replace(/_(bucket|sum|count)$/, ''),
    );
    const explained = [...read('docs/monitoring.md').matchAll(/^\| `(cyberdock_\w+)`/gm)].map(
      ([, name]) => name,
    );
    // The figures of the runtime itself are listed together.
    const own = new Set(exposed.filter((name) => !/^cyberdock_(nodejs|process)_/.test(name)));
    expect(
      [...new Set(explained)].filter((name) => !/^cyberdock_(nodejs|process)_/.test(name ?? '')).sort(),
    ).toEqual([...own].sort());
  });
});
