import { describeContent, digestOf, imageManifest, mediaTypes } from '../tests/harness/content';
import { RepositoryClient } from '../tests/harness/push';
import { expect, test } from './test';

// Whoever may push writes texts that other people's browsers show: none of them may become markup or a script there.

const script = 'window.injected = true';
const evil = `"'></script></style></textarea><img src=x onerror="${script}"><script>${script}</script>`;
const links = { [evil]: evil, 'org.opencontainers.image.url': `javascript:${script}` };

/** Pushes an image and what refers to it, with the text in every field that takes one. */
async function pushEvil(port: number): Promise<{ blobs: string[] }> {
  const repository = new RepositoryClient(port, 'evil/app');
  const config = JSON.stringify({
    architecture: evil,
    os: evil,
    variant: evil,
    author: evil,
    created: evil,
    config: {
      Env: [evil],
      Cmd: [evil],
      Entrypoint: [evil],
      User: evil,
      WorkingDir: evil,
      Labels: links,
      ExposedPorts: { [evil]: {} },
      Volumes: { [evil]: {} },
    },
    rootfs: { type: 'layers', diff_ids: [evil] },
    history: [{ created_by: evil, comment: evil, author: evil, created: evil }],
  });
  const page = `<!doctype html><title>page</title><script>${script}</script>`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" onload="${script}"><script>${script}</script></svg>`;
  const blobs = [config, page, script, drawing, '{}'];
  for (const blob of blobs) await repository.pushBlob(blob);
  const layers = [page, script, drawing].map((layer) => ({
    ...describeContent(layer, mediaTypes.layer),
    annotations: links,
  }));
  const image = imageManifest(config, [], { layers, annotations: links });
  expect((await repository.putManifest('v1', image)).status).toBe(201);
  const index = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    annotations: links,
    manifests: [
      {
        ...describeContent(image, mediaTypes.manifest),
        annotations: links,
        platform: { architecture: evil, os: evil },
      },
    ],
  };
  const list = Buffer.from(JSON.stringify(index));
  expect((await repository.putManifest('many', list, mediaTypes.index)).status).toBe(201);
  const artifact = imageManifest('{}', [], {
    artifactType: 'text/html',
    subject: describeContent(image, mediaTypes.manifest),
    annotations: links,
  });
  expect((await repository.putManifest(digestOf(artifact), artifact)).status).toBe(201);
  repository.http.close();
  return { blobs: blobs.map((blob) => digestOf(blob)) };
}

test('what a pusher wrote is text on every page that leads from one to the next', async ({
  page,
  empty,
  complaints,
}) => {
  test.setTimeout(180_000);
  await pushEvil(empty.port);
  const asked = encodeURIComponent(evil);
  const todo = ['/', `/?q=${asked}`, `/r/evil~app`, `/r/evil~app?last=${asked}`, `/r/${asked}`, `/${asked}`];
  const seen = new Set<string>();
  for (let path = todo.shift(); path !== undefined && seen.size < 40; path = todo.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    await page.goto(empty.url + path);
    await expect(page.locator('main')).toBeVisible();
    // Some pages lead on to another one by themselves.
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => 'injected' in window), path).toBe(false);
    expect(await page.locator('img[src="x"], a[href^="javascript:"]').count(), path).toBe(0);
    const found = await page
      .locator('a[href^="/"]')
      .evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    // What is sorted in another way is the same text.
    todo.push(
      ...found.flatMap((one) => (one === null || /^\/(?:api|auth|v2)\b|[?&]sort=/.test(one) ? [] : one)),
    );
  }
  expect(seen.size).toBeGreaterThan(4);
  // What is not there is told by the browser itself.
  expect(complaints.splice(0).filter((text) => !/Failed to load resource/.test(text))).toEqual([]);
});

test('what a pusher uploaded is neither a page nor a script to a browser', async ({
  page,
  empty,
  complaints,
}) => {
  const { blobs } = await pushEvil(empty.port);
  const content = [
    ...blobs.map((digest) => `/v2/evil/app/blobs/${digest}`),
    '/v2/evil/app/manifests/v1',
    '/v2/evil/app/manifests/many',
    `/v2/evil/app/manifests/${encodeURIComponent('<script>')}`,
  ];
  for (const path of content) {
    const answer = await page.request.get(empty.url + path);
    expect(answer.headers()['x-content-type-options'], path).toBe('nosniff');
    expect(answer.headers()['content-type'], path).not.toMatch(/html|xml|svg|script/);
    expect(answer.headers()['content-security-policy'], path).toMatch(/^sandbox; default-src 'none'/);
    const stored = path.includes('/blobs/') ? 'attachment' : undefined;
    expect(answer.headers()['content-disposition'], path).toBe(stored);
    // A page of the dashboard, to which it is of the same origin.
    await page.goto(empty.url);
    await page.evaluate(async (source) => {
      const element = Object.assign(document.createElement('script'), { src: source });
      const done = new Promise((resolve) => {
        element.onload = resolve;
        element.onerror = resolve;
      });
      document.body.append(element);
      await done;
    }, path);
    expect(await page.evaluate(() => 'injected' in window), path).toBe(false);
    // A browser that is led to it shows it as text or stores it.
    await page.goto(empty.url + path).catch(() => undefined);
    expect(await page.evaluate(() => 'injected' in window), path).toBe(false);
  }
  // Each script that was refused is one.
  expect(complaints.splice(0).join('\n')).toContain('MIME type');
});
