import { digestOf, imageManifest } from '../tests/harness/content';
import { expectStatus, RepositoryClient } from '../tests/harness/push';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, row, test } from './test';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

test('sizes are shown for the platform that is chosen, the address keeps it, and tags that are not for it say so', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { plain: 'one' });
  const client = new RepositoryClient(empty.port, 'team/app');
  const manifests: object[] = [];
  for (const [architecture, layerBytes] of [
    ['amd64', 10_000],
    ['arm64', 500_000],
  ] as const) {
    const platform = { os: 'linux', architecture };
    const [config, layer] = [Buffer.from(JSON.stringify(platform)), Buffer.alloc(layerBytes, architecture)];
    for (const blob of [config, layer]) await client.pushBlob(blob);
    const manifest = imageManifest(config, [layer]);
    const digest = digestOf(manifest);
    expectStatus('PUT', await client.putManifest(digest, manifest), 201);
    manifests.push({ mediaType: manifestType, digest, size: manifest.length, platform });
  }
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }));
  expectStatus('PUT', await client.putManifest('multi', index, indexType), 201);
  client.http.close();

  await page.goto(`${empty.url}/r/team~app/tags`);
  await expect(row(page, 'multi')).toContainText('488 KiB');
  const sizes = page.getByRole('combobox', { name: 'Sizes for' });
  await sizes.selectOption('linux/amd64');
  await expect(page).toHaveURL(`${empty.url}/r/team~app/tags?platform=linux%2Famd64`);
  await expect(row(page, 'multi')).toContainText('9.80 KiB');
  await page.reload();
  await expect(row(page, 'multi')).toContainText('9.80 KiB');
  await sizes.selectOption('linux/arm64');
  await expect(row(page, 'plain')).toContainText('not for linux/arm64');
  await expect(row(page, 'multi')).toContainText('488 KiB');
  await judge(page, 'tags-for-a-platform');
  await sizes.selectOption('All platforms');
  await expect(page).toHaveURL(`${empty.url}/r/team~app/tags`);
  await expect(row(page, 'multi')).toContainText('488 KiB');
});
