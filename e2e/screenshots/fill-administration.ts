import { expect } from '@playwright/test';
import type { HttpClient } from '../../tests/harness/http-client';
import { until } from '../../tests/harness/until';

/** What the screens of administrators show of a company: who may do what, quotas, a policy, runs that are done, pulls. */
export async function fillAdministration(http: HttpClient): Promise<void> {
  for (const rule of rules) await change(http, 'POST', '/access/rules', { note: null, ...rule });
  await change(http, 'POST', '/access/users', {
    name: 'ci',
    kind: 'robot',
    role: 'user',
    note: 'pushes builds',
  });
  for (const [account, label, lifetimeDays] of tokens)
    await change(http, 'POST', '/access/tokens', { account, label, lifetimeDays, grants });
  await change(http, 'PUT', '/access/quotas/platform', { bytes: 64 * 1024 ** 2, repositories: 10 });
  await change(http, 'PUT', '/access/quotas/data', { bytes: 8 * 1024 ** 2, repositories: null });
  await change(http, 'POST', '/retention/policies', { ...policy, isEnabled: false, state: null });
  const inForce = { name: 'one notebook', repositories: 'data/notebook', tags: '*', keepLast: '1' };
  const { simulation } = await read(http, `/retention/draft?${new URLSearchParams(inForce)}`);
  await change(http, 'POST', '/retention/policies', { ...inForce, isEnabled: true, state: simulation.state });
  for (const job of [{ kind: 'check', deep: true }, { kind: 'plan' }]) await run(http, job);
  for (const name of ['library~debian', 'platform~api'])
    await change(http, 'PUT', `/repositories/${name}/star`);
  await pull(http);
  await until('all repositories are counted', async () => {
    const { repositories } = await read(http, '/repositories');
    return repositories.every(({ countedAtMs }: { countedAtMs: number | null }) => countedAtMs !== null);
  });
}

const rules = [
  {
    effect: 'allow',
    subjects: ['group:platform'],
    repositories: ['platform/**', 'tools/**'],
    actions: ['pull', 'push', 'retag'],
  },
  { effect: 'allow', subjects: ['signed-in'], repositories: ['library/*'], actions: ['pull'] },
  {
    effect: 'deny',
    subjects: ['robot:ci'],
    repositories: ['library/**'],
    actions: ['push', 'delete'],
    note: 'base images are pushed by people',
  },
];
const grants = [{ repositories: ['platform/**'], actions: ['pull', 'push'] }];
const tokens = [
  ['robot+ci', 'pipelines', 90],
  ['ben', 'laptop', 30],
] as const;
const policy = {
  name: 'nightly builds',
  repositories: 'tools/*',
  tags: '*',
  keepLast: '1',
};

async function change(http: HttpClient, method: string, path: string, body?: unknown): Promise<Buffer> {
  const answer = await http.request({
    method,
    path: `/api/v1${path}`,
    headers: { 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  expect(answer.status, `${method} ${path}: ${answer.body}`).toBeLessThan(300);
  return answer.body;
}

async function read(http: HttpClient, path: string) {
  return JSON.parse((await http.request({ path: `/api/v1${path}` })).body.toString());
}

async function run(http: HttpClient, job: object): Promise<void> {
  const { id } = JSON.parse((await change(http, 'POST', '/jobs', job)).toString());
  await until(
    'the run is done',
    async () => (await read(http, `/jobs/${id}`)).job.state !== 'running',
    60_000,
  );
}

async function pull(http: HttpClient): Promise<void> {
  for (const [image, times] of [
    ['platform/api/manifests/latest', 12],
    ['platform/web/manifests/3.4.2', 5],
    ['library/debian/manifests/bookworm-slim', 31],
  ] as const) {
    for (let time = 0; time < times; time++) await http.request({ path: `/v2/${image}` });
  }
}
