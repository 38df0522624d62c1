import { afterAll, beforeAll, expect, test } from 'vitest';
import { activity, healthReport } from '@/lib/dashboard/health-contract';
import { HttpClient } from '@/tests/harness/http-client';
import { RepositoryClient } from '@/tests/harness/push';
import { type ApiServer, startApiServer } from '../testing/api-server';

let api: ApiServer;

beforeAll(async () => {
  api = await startApiServer();
});

afterAll(() => api.close());

test('requests, errors and open uploads of the registry are told', async () => {
  const http = new HttpClient(api.port);
  const client = new RepositoryClient(http, 'team/app');
  await client.pushImage('1.0', [Buffer.from('a layer')]);
  await client.headManifest('missing');
  await client.startUpload();
  const told = activity.parse((await api.ask('/api/v1/activity')).json);
  const push = told.routes.find(({ method, route }) => method === 'PUT' && route.includes('manifests'));
  expect(push).toMatchObject({ requests: 1, clientErrors: 0, serverErrors: 0 });
  expect(told.errors).toContainEqual({ code: 'MANIFEST_UNKNOWN', count: 1 });
  expect(told.uploads).toMatchObject([{ repository: 'team/app', bytes: 0 }]);
  expect(told.receivedBytes).toBeGreaterThan(0);
  http.close();
});

test('every check of health is told in the words of its contract', async () => {
  const report = healthReport.parse((await api.ask('/api/v1/health')).json);
  expect(report.checks.length).toBeGreaterThan(10);
});
