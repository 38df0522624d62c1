import { rmSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { digestOf, imageManifest } from '../tests/harness/content';
import { expectStatus, RepositoryClient } from '../tests/harness/push';
import { judge } from './judge';
import { expect, test } from './test';

const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
};

/** A config in which everything that a pusher can write is hostile. */
const hostileConfig = {
  architecture: 'amd64',
  os: '<script>alert(1)</script>',
  created: '1970-01-01T00:00:00Z',
  config: {
    Env: ['PATH=/usr/bin', 'DB_PASSWORD=hunter2'],
    Cmd: ['<img src=x onerror="document.title=1">'],
    Labels: {
      'org.opencontainers.image.url': 'javascript:alert(1)',
      'org.opencontainers.image.source': 'https://example.com/source',
      'bidi\u202e<b>\u0000': 'safe\u202egnp.exe\u0000',
      big: 'x'.repeat(1024 * 1024),
      ['n'.repeat(1024 * 1024)]: 'a name that is long',
    },
  },
  history: [{ created_by: '/bin/sh -c echo "<b>bold</b>" \u202e' }],
};

/** Pushes an index of two images, one hostile, one with a layer that is then lost. */
async function pushAll(port: number, root: string) {
  const client = new RepositoryClient(port, 'team/app');
  const layer = Buffer.from('layer of bytes'.repeat(1_000));
  const entries: object[] = [];
  const digests: string[] = [];
  for (const config of [hostileConfig, { architecture: 'arm64', os: 'linux' }]) {
    const bytes = Buffer.from(JSON.stringify(config));
    const layers = config === hostileConfig ? [layer] : [layer, Buffer.from('lost')];
    for (const blob of [bytes, ...layers]) await client.pushBlob(blob);
    const manifest = imageManifest(bytes, layers);
    const digest = digestOf(manifest);
    expectStatus('PUT', await client.putManifest(digest, manifest), 201);
    digests.push(digest);
    entries.push({ mediaType: types.manifest, digest, size: manifest.length, platform: config });
  }
  const platforms = entries.map((entry, at) => ({
    ...entry,
    platform: at === 0 ? { os: 'linux', architecture: 'amd64' } : { os: 'linux', architecture: 'arm64' },
  }));
  const index = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: types.index, manifests: platforms }),
  );
  expectStatus('PUT', await client.putManifest('latest', index, types.index), 201);
  rmSync(path.join(root, 'repositories/team/app/blobs', digestOf('lost')));
  const [hostile = '', incomplete = ''] = digests;
  return { index: digestOf(index), hostile, incomplete };
}

test('a tag says which digest it is, its platforms lead to their images, and each part is an address', async ({
  page,
  empty,
}) => {
  const { index, hostile } = await pushAll(empty.port, empty.root);
  await page.goto(`${empty.url}/r/team~app/tags`);
  await page.getByRole('link', { name: 'latest', exact: true }).click();
  await expect(page).toHaveURL(`${empty.url}/r/team~app/t/latest`);
  await expect(page.getByText('points to')).toBeVisible();
  await expect(page.getByRole('heading', { name: '2 platforms' })).toBeVisible();
  await page.getByRole('link', { name: 'Pin this digest' }).click();
  await expect(page).toHaveURL(`${empty.url}/r/team~app/m/${index}/overview`);
  await page.getByRole('listitem').filter({ hasText: 'linux/amd64' }).getByRole('link').click();
  // It says from which index one came, whose platforms the keys step through.
  await expect(page).toHaveURL(
    `${empty.url}/r/team~app/m/${hostile}/overview?index=${encodeURIComponent(index)}`,
  );
  await page
    .getByRole('navigation', { name: 'Parts of the manifest' })
    .getByRole('link', { name: 'Raw' })
    .click();
  await page.locator('pre').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/config$/);
  await page.goto(`${empty.url}/r/team~app/m/${hostile}`);
  await expect(page).toHaveURL(`${empty.url}/r/team~app/m/${hostile}/overview`);
  await page.waitForLoadState('networkidle');
});

test('whatever a pusher writes stays text, and secrets are hidden until they are asked for', async ({
  page,
  empty,
}) => {
  const { hostile } = await pushAll(empty.port, empty.root);
  let dialogs = 0;
  page.on('dialog', async (dialog) => {
    dialogs += 1;
    await dialog.dismiss();
  });
  await page.goto(`${empty.url}/r/team~app/m/${hostile}/config`);
  await expect(page.getByText('onerror=')).toBeVisible();
  await expect(page.getByText('safe\\u{202e}gnp.exe\\u{0}')).toBeVisible();
  await expect(page.getByText('bidi\\u{202e}<b>\\u{0}', { exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'https://example.com/source' })).toHaveAttribute(
    'rel',
    /noopener/,
  );
  expect(await page.locator('main a[href^="javascript"], main img, main script').count()).toBe(0);
  await expect(page.getByText('hunter2')).toBeHidden();
  await expect(page.getByText('One value looks like a secret')).toBeVisible();
  await page.getByRole('button', { name: 'Show values that look secret' }).click();
  await expect(page.getByText('hunter2')).toBeVisible();
  const labels = page.getByRole('region', { name: 'Labels' });
  // A name and a value are cut at 4 KiB until somebody wants more.
  const more = labels.getByRole('button', { name: /^Show all [\d,]+ characters$/ });
  await expect(more).toHaveCount(2);
  const lengths = () =>
    labels.locator('bdi').evaluateAll((all) => all.map((one) => one.textContent?.length ?? 0));
  expect(Math.max(...(await lengths()))).toBe(4 * 1024);
  await more.first().click();
  expect(Math.max(...(await lengths()))).toBeGreaterThan(64 * 1024);
  await labels.getByRole('button', { name: 'Show less' }).click();
  expect(Math.max(...(await lengths()))).toBe(4 * 1024);
  await page.goto(`${empty.url}/r/team~app/m/${hostile}/overview`);
  await expect(page.getByText('Reproducible build (no date)')).toBeVisible();
  await page.goto(`${empty.url}/r/team~app/m/${hostile}/layers`);
  await expect(page.locator('bdi').filter({ hasText: '<b>bold</b>' })).toBeVisible();
  await expect(page.getByText('also in 1 other manifest here')).toBeVisible();
  expect(dialogs).toBe(0);
});

test('on a narrow screen the part that is shown is in view in the row of parts', async ({ page, filled }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const parts = page.getByRole('navigation', { name: 'Parts of the manifest' });
  for (const [path, name] of [
    ['raw', 'Raw'],
    ['overview', 'Overview'],
  ] as const) {
    await page.goto(`${filled.url}/r/library~nginx/m/${filled.digests.latest}/${path}`);
    await expect(parts.getByRole('link', { name, exact: true })).toBeInViewport({ ratio: 0.9 });
  }
});

test('an image says what it was built on, and what a stranger wrote there is only text', async ({
  page,
  empty,
}) => {
  const client = new RepositoryClient(empty.port, 'team/app');
  const config = JSON.stringify({ os: 'linux', architecture: 'amd64' });
  await client.pushBlob(config);
  const base = digestOf('of the base');
  const push = async (tag: string, annotations: Record<string, string>) =>
    expectStatus('PUT', await client.putManifest(tag, imageManifest(config, [], { annotations })), 201);
  const digest = 'org.opencontainers.image.base.digest';
  await push('built', {
    'org.opencontainers.image.base.name': 'docker.io/library/debian:12',
    [digest]: base,
  });
  await push('hostile', { [digest]: '<b>sha256:\u202e' });
  await push('plain', { 'org.opencontainers.image.title': 'app' });
  const fact = page
    .getByRole('region', { name: 'About' })
    .locator('div')
    .filter({ hasText: /^Base image/ });
  await page.goto(`${empty.url}/r/team~app/t/built`);
  await expect(fact).toContainText('docker.io/library/debian:12');
  await expect(fact.getByRole('button', { name: `Copy digest ${base.slice(0, 19)}` })).toBeVisible();
  await judge(page, 'base-image');
  await page.goto(`${empty.url}/r/team~app/t/hostile`);
  await expect(fact).toContainText('<b>sha256:');
  await expect(fact.getByRole('button')).toHaveCount(0);
  await page.goto(`${empty.url}/r/team~app/t/plain`);
  await expect(page.getByRole('region', { name: 'About' }).getByText('Pulls', { exact: true })).toBeVisible();
  await expect(fact).toHaveCount(0);
});

test('what is missing is named, and the page is there all the same', async ({ page, empty }) => {
  const { incomplete } = await pushAll(empty.port, empty.root);
  await page.goto(`${empty.url}/r/team~app/m/${incomplete}/layers`);
  await expect(page.getByText('It names 1 digest that the repository does not hold')).toBeVisible();
  await expect(page.getByText('referenced, not stored')).toBeVisible();
  await expect(page.getByText('only here')).toBeVisible();
});

test('a manifest that is deleted while it is viewed says that it can be restored', async ({
  page,
  empty,
  complaints,
}) => {
  await page.clock.install();
  const { index } = await pushAll(empty.port, empty.root);
  await page.goto(`${empty.url}/r/team~app/m/${index}/overview`);
  // What is loaded lazily appears by the clock of the page.
  await expect(async () => {
    await page.clock.runFor(100);
    await expect(page.getByRole('heading', { name: '2 platforms' })).toBeVisible({ timeout: 500 });
  }).toPass();
  const client = new RepositoryClient(empty.port, 'team/app');
  expectStatus('DELETE', await client.deleteManifest(index), 202);
  await page.clock.runFor(11_000);
  await expect(
    page.getByRole('heading', { name: `The manifest ${index} was deleted`, level: 2 }),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Restore manifest' })).toBeVisible();
  await page.goto(`${empty.url}/r/team~app/t/latest`);
  await expect(page.getByRole('heading', { name: 'The tag latest was deleted', level: 2 })).toBeVisible();
  // The browser itself reports the status of what is not found.
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/404|410/.test(text)));
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to object to in a manifest, ${colorScheme}`, async ({ page, empty }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { index, hostile, incomplete } = await pushAll(empty.port, empty.root);
    const pages = [
      't/latest',
      `m/${index}/referrers`,
      `m/${index}/raw`,
      `m/${hostile}/overview`,
      `m/${hostile}/config`,
      `m/${incomplete}/layers`,
    ];
    for (const part of pages) {
      await page.goto(`${empty.url}/r/team~app/${part}`, { waitUntil: 'networkidle' });
      expect((await new AxeBuilder({ page }).analyze()).violations, part).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), part).toBe(360);
      await page.setViewportSize({ width: 1280, height: 800 });
    }
  });
}
