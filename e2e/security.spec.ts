import { enter, test as guardedTest } from './guarded';
import { expect, row, test } from './test';

test('pages run only their own scripts, under a policy with a new nonce each', async ({ page, filled }) => {
  const policies: string[] = [];
  for (const path of ['/', '/r/library~nginx/tags', '/']) {
    const answer = await page.goto(filled.url + path);
    const headers = answer?.headers() ?? {};
    policies.push(headers['content-security-policy'] ?? '');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
  }
  expect(new Set(policies).size).toBe(3);
  for (const policy of policies) {
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  }
});

test('a script that was injected into a page does not run', async ({ page, filled, complaints }) => {
  await page.goto(filled.url);
  await page.evaluate(() => {
    const element = document.createElement('div');
    element.innerHTML = '<img src="x" onerror="document.title = \'injected\'">';
    document.body.append(element);
  });
  await expect.poll(() => complaints.join('\n')).toContain('Content Security Policy');
  await expect(page).toHaveTitle('CyberDock');
  complaints.length = 0;
});

test('nothing is fetched from another origin', async ({ page, filled }) => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== filled.url) foreign.push(request.url());
  });
  await page.goto(filled.url, { waitUntil: 'networkidle' });
  await page.getByRole('searchbox').fill('nginx');
  await row(page, 'library/nginx').getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'library/nginx' })).toBeVisible();
  expect(foreign).toEqual([]);
});

test('the registry, the probes and the static files are not passed through the middleware', async ({
  filled,
  request,
}) => {
  for (const path of ['/v2', '/v2/', '/v2/_catalog', '/v2/library/nginx/tags/list', '/healthz', '/readyz']) {
    const answer = await request.get(filled.url + path);
    expect(answer.status(), path).toBe(200);
    // The registry has a policy of its own, in which nothing runs.
    expect(answer.headers()['content-security-policy'] ?? '', path).not.toContain('script-src');
  }
});

test('the JSON refuses what it cannot understand, with a request id', async ({ filled, request }) => {
  const long = await request.get(`${filled.url}/api/v1/repositories?q=${'x'.repeat(600)}`);
  expect(long.status()).toBe(400);
  const missing = await request.get(`${filled.url}/api/v1/repositories/team~missing/tags`);
  expect(missing.status()).toBe(404);
  for (const answer of [long, missing]) {
    const { error } = await answer.json();
    expect(error.requestId).toBe(answer.headers()['x-request-id']);
    expect(answer.headers()['cache-control']).toBe('no-store');
  }
});

guardedTest('the session of a browser opens nothing of the registry', async ({ page, guarded }) => {
  await enter(page, guarded.url, 'root');
  await page.goto(`${guarded.url}/r/secret~thing/tags`);
  await expect(row(page, 'latest')).toBeVisible();
  for (const path of [
    '/v2/',
    '/v2/_catalog',
    '/v2/secret/thing/tags/list',
    '/v2/secret/thing/manifests/latest',
  ]) {
    // With the cookie of the page.
    expect((await page.request.get(guarded.url + path)).status(), path).toBe(401);
  }
  const deleted = await page.request.delete(`${guarded.url}/v2/secret/thing/manifests/latest`);
  expect(deleted.status()).toBe(401);
});
