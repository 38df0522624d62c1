import { digestOf, imageIndex, mediaTypes } from '../tests/harness/content';
import { HttpClient } from '../tests/harness/http-client';
import { expectStatus, RepositoryClient } from '../tests/harness/push';
import { expect, test } from './test';

const platforms = ['amd64', 'arm64', 's390x'] as const;

test('] and [ step through the platforms of an index, from its page and from theirs, in the part that is shown', async ({
  page,
  empty,
}) => {
  const http = new HttpClient(empty.port);
  const client = new RepositoryClient(http, 'team/app');
  const manifests = [];
  for (const architecture of platforms) {
    const { digest, manifest } = await client.pushImage(architecture, [Buffer.from(architecture)]);
    const platform = { os: 'linux', architecture };
    manifests.push({ mediaType: mediaTypes.manifest, digest, size: manifest.length, platform });
  }
  const index = imageIndex([], { manifests });
  expectStatus('PUT', await client.putManifest('latest', index, mediaTypes.index), 201);
  http.close();
  const digests = manifests.map(({ digest }) => digest);
  const at = (digest: string | undefined, tab = 'overview') =>
    `${empty.url}/r/team~app/m/${digest}/${tab}?index=${encodeURIComponent(digestOf(index))}`;

  await page.goto(`${empty.url}/r/team~app/t/latest`, { waitUntil: 'networkidle' });
  await page.keyboard.press(']');
  await expect(page).toHaveURL(at(digests[0]));
  const steps = page.getByRole('navigation', { name: 'Platforms of the index' });
  await expect(steps).toContainText('Platform 1 of 3');
  await page.keyboard.press('2');
  await expect(page).toHaveURL(at(digests[0], 'layers'));
  await expect(steps).toBeVisible();
  await page.keyboard.press(']');
  await expect(page).toHaveURL(at(digests[1], 'layers'));
  await expect(steps).toContainText('Platform 2 of 3');
  await page.keyboard.press('[');
  await expect(page).toHaveURL(at(digests[0], 'layers'));
  await expect(steps.getByRole('link', { name: 'Previous platform' })).toHaveCount(0);
  await steps.getByRole('link', { name: 'Next platform: linux/arm64' }).click();
  await expect(page).toHaveURL(at(digests[1], 'layers'));
  await page.goto(`${empty.url}/r/team~app/t/latest`, { waitUntil: 'networkidle' });
  await page.keyboard.press('[');
  await expect(page).toHaveURL(at(digests[2]));
  await expect(steps).toContainText('Platform 3 of 3');
  // Whoever came another way sees no steps of an index that they did not look at.
  await page.goto(`${empty.url}/r/team~app/m/${digests[0]}/overview`);
  await expect(page.getByText('Part of')).toBeVisible();
  await expect(steps).toHaveCount(0);
});
