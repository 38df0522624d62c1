import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { requestFigures } from './request-figures';
import { RequestMetrics } from './request-metrics';

const plain = { bytesIn: 10, bytesOut: 100, code: undefined, cut: undefined };

test('requests are added up by endpoint, with errors by kind and how long they took at most', async () => {
  const registry = new Registry();
  const requests = new RequestMetrics(registry);
  for (let at = 0; at < 100; at++) {
    requests.observe({
      ...plain,
      method: 'GET',
      route: '/v2/{name}/blobs/{digest}',
      status: 200,
      durationMs: at < 90 ? 4 : 400,
    });
  }
  requests.observe({
    ...plain,
    method: 'GET',
    route: '/v2/',
    status: 401,
    durationMs: 1,
    code: 'UNAUTHORIZED',
  });
  requests.observe({ ...plain, method: 'GET', route: '/v2/', status: 500, durationMs: 1, code: 'UNKNOWN' });
  requests.observe({
    ...plain,
    method: 'GET',
    route: '/v2/',
    status: 401,
    durationMs: 1,
    code: 'UNAUTHORIZED',
  });
  expect(requestFigures(await registry.getMetricsAsJSON())).toEqual({
    routes: [
      {
        route: '/v2/{name}/blobs/{digest}',
        method: 'GET',
        requests: 100,
        clientErrors: 0,
        serverErrors: 0,
        medianMs: 5,
        slowMs: 500,
      },
      { route: '/v2/', method: 'GET', requests: 3, clientErrors: 2, serverErrors: 1, medianMs: 1, slowMs: 1 },
    ],
    errors: [
      { code: 'UNAUTHORIZED', count: 2 },
      { code: 'UNKNOWN', count: 1 },
    ],
    receivedBytes: 1_030,
    sentBytes: 10_300,
  });
});

test('a server that was asked for nothing has no figures', () => {
  expect(requestFigures([])).toEqual({ routes: [], errors: [], receivedBytes: 0, sentBytes: 0 });
});
