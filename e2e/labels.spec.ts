import type { Page } from '@playwright/test';
import { imageManifest } from '../tests/harness/content';
import { expectStatus, RepositoryClient } from '../tests/harness/push';
import { judge } from './judge';
import { expect, repositoryNames, test } from './test';

/** Pushes an image with these labels in its config. */
async function pushLabelled(port: number, repository: string, labels: Record<string, string>): Promise<void> {
  const client = new RepositoryClient(port, repository);
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels: labels } }),
  );
  expectStatus('POST of a config', await client.pushMonolithic(config), 201);
  expectStatus('PUT of a manifest', await client.putManifest('v1', imageManifest(config, [])), 201);
}

const vendor = 'org.opencontainers.image.vendor';

async function searchFor(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search repositories' }).fill(text);
  await expect(page).toHaveURL(new RegExp(`q=${encodeURIComponent(text).slice(0, 12)}`));
}

test('images are found by their labels, in the list and in the search on every page, by keyboard', async ({
  page,
  empty,
}) => {
  await pushLabelled(empty.port, 'team/app', { [vendor]: 'Acme Corp' });
  await pushLabelled(empty.port, 'team/web', { [vendor]: 'Acme' });
  await pushLabelled(empty.port, 'tools/lint', { [vendor]: '<b>other</b>\u202e' });
  await page.goto(empty.url);
  await expect(page.getByRole('searchbox')).toHaveAttribute('placeholder', /label:key=value/);
  await searchFor(page, `label:${vendor}=Acme`);
  await expect.poll(() => repositoryNames(page)).toEqual(['team/web']);
  await searchFor(page, `label:${vendor}=Acme*`);
  await expect.poll(() => repositoryNames(page)).toEqual(['team/app', 'team/web']);
  await searchFor(page, `app label:${vendor}`);
  await expect.poll(() => repositoryNames(page)).toEqual(['team/app']);
  await searchFor(page, `label:${vendor}=acme`);
  await expect(
    page.getByRole('heading', { name: `No repository holds “label:${vendor}=acme”` }),
  ).toBeVisible();
  await judge(page, 'no-label');

  await page.keyboard.press('Control+k');
  await page.keyboard.type(`label:${vendor}=Acme*`);
  const found = page.getByRole('option', { name: 'team/app:v1' });
  await expect(found).toBeVisible();
  await expect(page.getByRole('option', { name: 'tools/lint' })).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/r\/team~app\//);
});
