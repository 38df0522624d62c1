import { pushTags } from './push-tags';
import { expect, row, test } from './test';

test('an empty registry shows how to push to the host in the address bar', async ({ page, empty }) => {
  await page.goto(empty.url);
  await expect(page.getByRole('heading', { name: 'Push the first image' })).toBeVisible();
  const image = `${empty.host}/library/alpine:latest`;
  for (const command of [
    `docker tag alpine:latest ${image}`,
    `docker push ${image}`,
    `docker pull ${image}`,
  ]) {
    await expect(page.getByText(command, { exact: true })).toBeVisible();
  }
  await page.goto(`http://localhost:${empty.port}`);
  await expect(page.getByText(`docker push localhost:${empty.port}/library/alpine:latest`)).toBeVisible();
});

test('a command is copied whole, and the button says so', async ({ page, context, empty }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(empty.url);
  await page.getByRole('button', { name: 'Copy push command' }).click();
  await expect(page.locator('#announcer')).toHaveText('Command copied');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(`docker push ${empty.host}/library/alpine:latest`);
});

test('on plain HTTP from another machine it says what docker needs, and copies without the clipboard API', async ({
  page,
  filled,
}) => {
  const host = `registry.test:${filled.port}`;
  await page.goto(`http://${host}`);
  expect(await page.evaluate(() => 'clipboard' in navigator)).toBe(false);
  await page.getByRole('button', { name: 'Push an image' }).click();
  await expect(page.getByText(`{ "insecure-registries": ["${host}"] }`)).toBeVisible();
  const button = page.getByRole('button', { name: 'Copy pull command' });
  await button.click();
  await expect(page.locator('#announcer')).toHaveText('Command copied');
  await expect(button).toBeFocused();
  await page.getByRole('searchbox').focus();
  await page.keyboard.press('Control+v');
  await expect(page.getByRole('searchbox')).toHaveValue(`docker pull ${host}/library/alpine:latest`);
});

test('the first push appears without a reload, and so does the next', async ({ page, empty }) => {
  await page.setViewportSize({ width: 1600, height: 900 });
  await page.goto(empty.url);
  await expect(page.getByRole('heading', { name: 'Push the first image' })).toBeVisible();
  const first = await pushTags(empty.port, 'team/app', { latest: 'first' });
  await expect(row(page, 'team/app')).toContainText('latest');
  await expect(row(page, 'team/app').getByTitle(first.latest ?? '')).toBeVisible();

  await pushTags(empty.port, 'team/other', { v1: 'other' });
  const second = await pushTags(empty.port, 'team/app', { latest: 'second' });
  await expect(row(page, 'team/other')).toBeVisible({ timeout: 15_000 });
  await expect(row(page, 'team/app').getByTitle(second.latest ?? '')).toBeVisible();
});

test('a filled registry keeps the commands folded until they are asked for', async ({ page, filled }) => {
  await page.goto(filled.url);
  const command = page.getByText(`docker push ${filled.host}/library/alpine:latest`);
  await expect(row(page, 'library/nginx')).toBeVisible();
  await expect(command).toBeHidden();
  await page.getByRole('button', { name: 'Push an image' }).click();
  await expect(command).toBeVisible();
});
