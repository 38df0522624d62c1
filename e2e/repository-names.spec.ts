import { pushTags } from './push-tags';
import { expect, repositoryNames, row, test } from './test';

/**
 * Names that are legal and are something else too: parts of the dashboard's own addresses, of the registry's, files that
 * browsers ask for, and properties that every object of JavaScript has. One component stands for `library/<name>`.
 */
const names = {
  'library/tags': 'tags',
  'library/settings': 'settings',
  'library/favicon.ico': 'favicon.ico',
  'library/constructor': 'constructor',
  'library/hasownproperty': 'hasownproperty',
  'tags/tags/tags': 'tags/tags/tags',
  'api/v2': 'api/v2',
  'a/tag/b': 'a/tag/b',
  'r/m/t': 'r/m/t',
  'x__proto__y/proto__proto': 'x__proto__y/proto__proto',
};

test('a repository whose name is something else too has its own pages, and can be deleted', async ({
  page,
  empty,
}) => {
  test.setTimeout(180_000);
  for (const pushed of Object.values(names)) await pushTags(empty.port, pushed, { v1: pushed });
  for (const [name, typed] of Object.entries(names)) {
    await test.step(name, async () => {
      const segment = name.replaceAll('/', '~');
      await page.goto(`${empty.url}/r/${typed}`);
      await expect(page).toHaveURL(`${empty.url}/r/${segment}/tags`);
      await page.goto(empty.url);
      await page.getByRole('link', { name, exact: true }).click();
      await expect(page).toHaveURL(`${empty.url}/r/${segment}/tags`);
      await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
      await page.getByRole('link', { name: 'v1', exact: true }).click();
      await expect(page).toHaveURL(`${empty.url}/r/${segment}/t/v1`);
      await expect(page.getByRole('heading', { name: 'v1', level: 1 })).toBeVisible();
      await page.getByRole('link', { name: 'History of this tag' }).click();
      await expect(page).toHaveURL(`${empty.url}/r/${segment}/history?tag=v1`);
      await expect(page.locator('main [data-row]')).toHaveCount(1);
      await page.goto(`${empty.url}/r/${segment}/tags`);
      await page.getByRole('button', { name: 'Delete repository' }).click();
      await page.getByRole('dialog').getByRole('textbox').fill(name);
      await page.getByRole('dialog').getByRole('button', { name: 'Delete repository' }).click();
      await expect(page.getByText(`Repository ${name} deleted`)).toBeVisible();
      expect((await page.request.get(`${empty.url}/v2/${name}/tags/list`)).status()).toBe(404);
    });
  }
});

test('all of them stand in the list, each once, and are found by their names', async ({ page, empty }) => {
  for (const pushed of Object.values(names)) await pushTags(empty.port, pushed, { v1: pushed });
  await page.goto(empty.url);
  await expect.poll(() => repositoryNames(page)).toEqual(Object.keys(names).sort());
  for (const name of ['library/constructor', 'a/tag/b', 'x__proto__y/proto__proto']) {
    await page.goto(`${empty.url}/?q=${encodeURIComponent(name)}`);
    await expect.poll(() => repositoryNames(page)).toEqual([name]);
  }
});

test('tags that differ in case, or look like a file, are each their own', async ({ page, empty }) => {
  const digests = await pushTags(empty.port, 'team/app', {
    latest: 'one',
    Latest: 'two',
    'latest.json': 'three',
    '1.0.0': 'four',
    constructor: 'five',
    __proto__x: 'six',
  });
  await page.goto(`${empty.url}/r/team~app/tags`);
  await expect(page.locator('[role=row][data-row]')).toHaveCount(6);
  for (const [tag, digest] of Object.entries(digests)) {
    await page.goto(`${empty.url}/r/team~app/tags`);
    await page.getByRole('link', { name: tag, exact: true }).click();
    await expect(page).toHaveURL(`${empty.url}/r/team~app/t/${tag}`);
    await expect(page.getByRole('heading', { name: tag, exact: true, level: 1 })).toBeVisible();
    await expect(page.locator('main').getByTitle(digest).first()).toBeVisible();
  }
  // One of them goes, and its like stays.
  await page.goto(`${empty.url}/r/team~app/t/Latest`);
  await page.getByRole('button', { name: 'Delete tag' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expect(page).toHaveURL(`${empty.url}/r/team~app/tags`);
  await expect(page.getByRole('link', { name: 'Latest', exact: true })).toBeHidden();
  await expect(page.getByRole('link', { name: 'latest', exact: true })).toBeVisible();
});

test('a tag of 128 characters is cut in its middle, and is whole to a screen reader', async ({
  page,
  empty,
}) => {
  const tag = `build-${'0123456789'.repeat(12)}-z`.slice(-128).padStart(128, 'a');
  await pushTags(empty.port, 'team/app', { [tag]: 'one', short: 'two' });
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 740 });
    await page.goto(`${empty.url}/r/team~app/tags`);
    const link = page.getByRole('link', { name: tag, exact: true });
    await expect(link).toBeVisible();
    // Its end is in sight, and the row is as high as any other.
    const box = await link.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    expect((await row(page, tag.slice(-8)).boundingBox())?.height).toBe(
      (await row(page, 'short').boundingBox())?.height,
    );
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await link.click();
    await expect(page.getByRole('heading', { name: tag, level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
});
