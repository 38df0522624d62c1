import { symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, row, test } from './test';

const bar = (page: Page) => page.getByRole('region', { name: 'Selected tags' });
const box = (page: Page, name: string) => page.getByRole('checkbox', { name: `Select ${name}`, exact: true });
const namesOf = async (url: string, repository: string, query = '') => {
  const answer = await fetch(`${url}/api/v1/repositories/${repository}/tags?sort=name${query}`);
  return ((await answer.json()) as { tags: { name: string }[] }).tags.map(({ name }) => name);
};

/** Tags that a client would push one by one. */
function linkTags(root: string, repository: string, digest: string, names: string[]): void {
  const folder = path.join(root, 'repositories', repository, 'manifests');
  for (const name of names) symlinkSync(digest, path.join(folder, name));
}

test('tags are picked by keyboard, one by one and in ranges, and stay picked while the list is filtered', async ({
  page,
  context,
  empty,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await pushTags(empty.port, 'team/app', { x1: 'one', x2: 'one', y1: 'two', y2: 'two', y3: 'three' });
  await page.goto(`${empty.url}/r/team~app/tags?sort=name`);
  await page.getByRole('searchbox', { name: 'Filter tags' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  await expect(page.locator('#announcer')).toHaveText('1 tag selected');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.locator('#announcer')).toHaveText('3 tags selected');
  for (const name of ['x1', 'x2', 'y1']) await expect(box(page, name)).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Select all 5 shown' })).toHaveJSProperty(
    'indeterminate',
    true,
  );
  await judge(page, 'tag-selection');

  await page.getByRole('searchbox').fill('y');
  await expect(row(page, 'x1')).toBeHidden();
  await expect(bar(page)).toContainText('3 tags selected');
  await box(page, 'y1').uncheck();
  await expect(bar(page)).toContainText('2 tags selected');
  await box(page, 'y3').click({ modifiers: ['Shift'] });
  await expect(bar(page)).toContainText('5 tags selected');
  await box(page, 'y2').press('Space');
  await expect(bar(page)).toContainText('4 tags selected');
  await bar(page).getByRole('button', { name: 'Copy names' }).click();
  await expect(page.locator('#announcer')).toHaveText('4 names copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('x1\nx2\ny1\ny3');
  await bar(page).getByRole('button', { name: 'Clear' }).press('Enter');
  await expect(bar(page)).toBeHidden();
  await expect(box(page, 'y2')).toBeFocused();
});

test('the bar of what is picked never hides what has the focus', async ({ page, filled }) => {
  for (const size of [
    { width: 1280, height: 600 },
    { width: 360, height: 740 },
  ]) {
    await page.setViewportSize(size);
    await page.goto(`${filled.url}/r/team~builds/tags?sort=name`);
    await box(page, 'build-1000').check();
    await expect(bar(page)).toBeVisible();
    await page.keyboard.press('ArrowDown');
    for (let at = 0; at < 25; at++) {
      await page.keyboard.press('ArrowDown');
      const isHidden = await page.evaluate(() => {
        const focused = document.activeElement?.getBoundingClientRect();
        const over = document.querySelector('[data-bulk-bar]')?.getBoundingClientRect();
        return focused !== undefined && over !== undefined && focused.bottom > over.top;
      });
      expect(isHidden, `row ${at} at ${size.width} px`).toBe(false);
    }
  }
});

test('picked tags go after a question that says what that means, and come back', async ({ page, empty }) => {
  await pushTags(empty.port, 'team/app', { v1: 'one', v2: 'two', latest: 'two' });
  await page.goto(`${empty.url}/r/team~app/tags`);
  await box(page, 'v1').check();
  await box(page, 'v2').check();
  await bar(page).getByRole('button', { name: 'Delete 2 tags' }).click();
  const question = page.getByRole('dialog', { name: 'Delete 2 tags?' });
  await expect(question.getByText('v1, v2', { exact: true })).toBeVisible();
  await expect(question.getByText('The trash keeps them for')).toBeVisible();
  await expect(question.getByText('1 manifest loses its last tag')).toBeVisible();
  await judge(page, 'tag-deletion-question');
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(bar(page).getByRole('button', { name: 'Delete 2 tags' })).toBeFocused();
  await page.keyboard.press('Enter');
  await question.getByRole('button', { name: 'Delete 2 tags' }).click();
  await expect(page.getByText('2 tags deleted')).toBeVisible();
  await expect(row(page, 'v1')).toBeHidden();
  await expect(bar(page)).toBeHidden();
  expect(await namesOf(empty.url, 'team~app')).toEqual(['latest']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'v1')).toBeVisible();
  expect(await namesOf(empty.url, 'team~app')).toEqual(['latest', 'v1', 'v2']);
});

test('all that match go in one run, exactly those that were counted: one that moved meanwhile stays and is told', async ({
  page,
  empty,
}) => {
  const { latest: digest = '' } = await pushTags(empty.port, 'team/app', { latest: 'one' });
  linkTags(
    empty.root,
    'team/app',
    digest,
    Array.from({ length: 150 }, (_, at) => `rc-${1_000 + at}`),
  );
  await page.goto(`${empty.url}/r/team~app/tags?q=rc&sort=name`);
  await page.getByRole('checkbox', { name: 'Select all 100 shown' }).check();
  await bar(page).getByRole('button', { name: 'Select all 150 matching' }).click();
  await expect(bar(page)).toContainText('All 150 tags with “rc” selected');
  await bar(page).getByRole('button', { name: 'Delete 150 tags' }).click();
  const question = page.getByRole('dialog', { name: 'Delete 150 tags?' });
  await expect(question.getByText(/rc-1000, rc-1001, .* and 130 more/)).toBeVisible();
  await pushTags(empty.port, 'team/app', { 'rc-1077': 'two', 'rc-2000': 'two' });
  await question.getByRole('button', { name: 'Delete 150 tags' }).click();
  const run = page.getByRole('region', { name: 'Deletion of tags' });
  await expect(run.getByText('149 of 150 tags deleted')).toBeVisible();
  await run.getByText('1 tag stayed').click();
  await expect(run.getByText('rc-1077: It was pushed again since it was shown.')).toBeVisible();
  await judge(page, 'tag-deletion-run');
  await expect(row(page, 'rc-1000')).toBeHidden();
  expect(await namesOf(empty.url, 'team~app')).toEqual(['latest', 'rc-1077', 'rc-2000']);
  // It is shown again by the page that is loaded again, until it is closed.
  await page.reload();
  await expect(run.getByText('149 of 150 tags deleted')).toBeVisible();
  await run.getByRole('button', { name: 'Close' }).click();
  await expect(run).toBeHidden();
  const trash = await fetch(`${empty.url}/api/v1/trash?repository=team/app`);
  expect(((await trash.json()) as { entries: unknown[] }).entries.length).toBeGreaterThan(0);
});

test('10,000 tags are picked at once, few rows are drawn, and their deletion can be ended', async ({
  page,
  empty,
}) => {
  const { latest: digest = '' } = await pushTags(empty.port, 'team/many', { latest: 'one' });
  linkTags(
    empty.root,
    'team/many',
    digest,
    Array.from({ length: 9_999 }, (_, at) => `1.${at % 100}.${at}`),
  );
  await page.goto(`${empty.url}/r/team~many/tags?sort=-version`);
  await expect(page.getByText('100 of 10,000 tags')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select all 100 shown' }).check();
  await bar(page).getByRole('button', { name: 'Select all 10,000 tags' }).click();
  await expect(page.locator('#announcer')).toHaveText('All 10,000 tags selected');
  expect(await page.locator('[data-row]').count()).toBeLessThanOrEqual(60);
  await bar(page).getByRole('button', { name: 'Delete 10,000 tags' }).click();
  await page
    .getByRole('dialog', { name: 'Delete 10,000 tags?' })
    .getByRole('button', { name: 'Delete 10,000 tags' })
    .click();
  const run = page.getByRole('region', { name: 'Deletion of tags' });
  await expect(run.getByRole('progressbar')).toBeVisible();
  await run.getByRole('button', { name: 'End the deletion' }).click();
  await expect(run.getByText(/^Ended early: [\d,]+ of 10,000 tags deleted$/)).toBeVisible();
  await expect(page.getByText(/^100 of [\d,]+ tags$/)).toBeVisible();
});
