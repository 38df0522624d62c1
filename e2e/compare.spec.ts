import AxeBuilder from '@axe-core/playwright';
import { describeContent, digestOf, imageIndex, imageManifest, mediaTypes } from '../tests/harness/content';
import { expectStatus, RepositoryClient } from '../tests/harness/push';
import { expect, test } from './test';

const base = Buffer.alloc(300_000, 'base');
const top = { one: Buffer.alloc(2_048, 'one'), two: Buffer.alloc(5_120, 'two') };
const evil = '<img src=x onerror="window.injected=1">\u202e';

const sbomOf = (version: string, more: string) =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: [
      { type: 'library', name: 'openssl', version },
      { type: 'library', name: more, version: '1' },
      { type: 'library', name: 'zlib', version: '1.3' },
    ],
  });

/** Pushes two images with one base, each with an SBOM, and an index over each; the second is hostile. */
async function pushAll(port: number) {
  const client = new RepositoryClient(port, 'team/app');
  const pushImage = async (name: 'one' | 'two', architecture: string) => {
    const layers = [base, top[name]];
    const config = JSON.stringify({
      os: 'linux',
      architecture,
      config: {
        Env: ['PATH=/bin', `API_TOKEN=secret-${name}`],
        Cmd: [name === 'two' ? evil : 'serve'],
        Labels: { 'org.opencontainers.image.version': name },
      },
      rootfs: { type: 'layers', diff_ids: layers.map((layer) => digestOf(layer)) },
      history: [{ created_by: 'ADD base' }, { created_by: `COPY ${name}` }],
    });
    for (const blob of [config, ...layers]) await client.pushBlob(blob);
    const image = imageManifest(config, layers);
    expectStatus('PUT', await client.putManifest(digestOf(image), image), 201);
    const sbom = sbomOf(name === 'one' ? '3.0.1' : '3.0.2', name === 'one' ? 'left-pad' : evil);
    for (const blob of [sbom, '{}']) await client.pushBlob(blob);
    const referrer = imageManifest('{}', [], {
      artifactType: 'application/vnd.cyclonedx+json',
      config: describeContent('{}', mediaTypes.empty),
      layers: [describeContent(sbom, 'application/vnd.cyclonedx+json')],
      subject: describeContent(image, mediaTypes.manifest),
    });
    expectStatus('PUT', await client.putManifest(digestOf(referrer), referrer), 201);
    return image;
  };
  const pushIndex = async (name: 'one' | 'two') => {
    const manifests = [];
    for (const architecture of ['amd64', 'arm64']) {
      const image = await pushImage(name, architecture);
      manifests.push({
        ...describeContent(image, mediaTypes.manifest),
        platform: { os: 'linux', architecture },
      });
    }
    const index = imageIndex([], { manifests });
    expectStatus('PUT', await client.putManifest('latest', index, mediaTypes.index), 201);
    expectStatus('PUT', await client.putManifest(name, index, mediaTypes.index), 201);
    return { index: digestOf(index), image: manifests[0]?.digest ?? '' };
  };
  const one = await pushIndex('one');
  return { one, two: await pushIndex('two') };
}

test('two tags are pinned, and their layers, configs and packages compared', async ({ page, empty }) => {
  const { one, two } = await pushAll(empty.port);
  await page.goto(`${empty.url}/compare?a=team/app:one&b=team/app:two`);
  const pinned = `${empty.url}/compare?a=team/app@${one.index}&b=team/app@${two.index}`;
  await expect(page).toHaveURL(pinned);
  await expect(page.getByText(/Whoever has the first downloads 5\.\d+ KiB/)).toBeVisible();
  await expect(page.getByText('1 layer of 2')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Shared base' })).toContainText('ADD base');
  await expect(page.getByRole('region', { name: 'Only in the second' })).toContainText('COPY two');
  await expect(page.getByText('1 added, 1 removed, 1 changed, 1 the same')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'openssl' })).toContainText('3.0.1to3.0.2');
  await expect(page.getByText('secret-one')).toBeHidden();
  await page.getByRole('button', { name: 'Show values that look secret' }).click();
  await expect(page.getByText('secret-one')).toBeVisible();
  await page.getByLabel('Platform').selectOption('linux/arm64');
  await expect(page).toHaveURL(/platform=linux\/arm64/);
  await expect(page.getByText('1 layer of 2')).toBeVisible();
  expect(await page.evaluate(() => 'injected' in window)).toBe(false);
  expect(await page.locator('main img').count()).toBe(0);
});

test('the key s swaps them, and the form of a manifest leads here, by keyboard alone', async ({
  page,
  empty,
}) => {
  const { one, two } = await pushAll(empty.port);
  await page.goto(`${empty.url}/r/team~app/m/${two.image}/overview`);
  await page.getByRole('button', { name: 'Compare with' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Compare with', { exact: true })).toBeFocused();
  await page.keyboard.type('not a tag');
  await page.keyboard.press('Enter');
  await expect(page.getByText('neither a tag nor a digest')).toBeVisible();
  await page.keyboard.press('Control+A');
  await page.keyboard.type(one.image);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${empty.url}/compare?a=team/app@${one.image}&b=team/app@${two.image}`);
  await expect(page.getByRole('region', { name: 'Only in the second' })).toContainText('COPY two');
  await page.keyboard.press('s');
  await expect(page).toHaveURL(`${empty.url}/compare?a=team/app@${two.image}&b=team/app@${one.image}`);
  await expect(page.getByRole('region', { name: 'Only in the second' })).toContainText('COPY one');
});

test('the history leads to what a move changed', async ({ page, empty }) => {
  const { one, two } = await pushAll(empty.port);
  await page.goto(`${empty.url}/r/team~app/history?tag=latest`);
  await page.getByRole('link', { name: 'Compare what latest pointed to before and after' }).click();
  await expect(page).toHaveURL(`${empty.url}/compare?a=team/app@${one.index}&b=team/app@${two.index}`);
});

test('what is not there is said, with the form to name another one', async ({ page, empty, complaints }) => {
  await pushAll(empty.port);
  await page.goto(`${empty.url}/compare`);
  await page.getByLabel('From').fill('team/app:one');
  await page.getByLabel('To').fill('team/app');
  await page.keyboard.press('Enter');
  await expect(page.getByText('team/app names no image')).toBeVisible();
  await page.getByLabel('To').fill('nobody/knows:this');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The second image is not there.')).toBeVisible();
  await expect(page.getByLabel('From')).toHaveValue('team/app:one');
  // The browser itself reports the status of what is not found.
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/404/.test(text)));
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to object to in a comparison, ${colorScheme}`, async ({ page, empty }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { one, two } = await pushAll(empty.port);
    const indexes = `a=team/app@${one.index}&b=team/app@${two.index}`;
    for (const path of ['/compare', `/compare?${indexes}`]) {
      await page.goto(empty.url + path, { waitUntil: 'networkidle' });
      expect((await new AxeBuilder({ page }).analyze()).violations, path).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(360);
      await page.setViewportSize({ width: 1280, height: 800 });
    }
  });
}
