import { linkSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { NamespacePage } from '../lib/dashboard/tree/namespace-contract';
import { judge } from './judge';
import { pushTags } from './push-tags';
import { expect, test } from './test';

const tree = (page: Page) => page.getByRole('treegrid', { name: 'Repositories' });
/** The row of a namespace, `team/`, or of a repository, `team/app`. */
const rowOf = (page: Page, name: string) =>
  tree(page).locator(`[data-tree-key="${name.endsWith('/') ? `/ ${name.slice(0, -1)}` : `= ${name}`}"]`);

/** Repositories that lie in one another. */
async function fillNested(port: number): Promise<void> {
  for (const name of ['team/app', 'team/app/base', 'team/app/debug', 'team/web/site', 'tools/lint'])
    await pushTags(port, name, { latest: name, '1.0': name });
}

test('the tree is led through by its keys, and is in the address', async ({ page, empty }) => {
  await fillNested(empty.port);
  await page.goto(`${empty.url}/`);
  await page.getByRole('link', { name: 'Tree' }).click();
  await expect(page).toHaveURL(`${empty.url}/?view=tree`);
  const team = rowOf(page, 'team/');
  await expect(team).toHaveAttribute('aria-expanded', 'false');
  await expect(team).toHaveAttribute('aria-level', '1');
  await expect(team).toHaveAttribute('aria-setsize', '2');
  await expect(team).toHaveAttribute('aria-posinset', '1');
  await expect(team.getByRole('gridcell').nth(1)).toContainText('4');
  await expect(team.getByRole('gridcell').nth(2)).toContainText('8');

  await page.getByRole('link', { name: 'Tree' }).focus();
  await page.keyboard.press('Tab');
  await expect(team).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(team).toHaveAttribute('aria-expanded', 'true');
  await expect(page).toHaveURL(`${empty.url}/?view=tree&open=team`);
  // A repository that is also a namespace stands there as both.
  await expect(rowOf(page, 'team/app')).toHaveAttribute('aria-level', '2');
  await expect(rowOf(page, 'team/app')).not.toHaveAttribute('aria-expanded');
  await expect(rowOf(page, 'team/app/')).toHaveAttribute('aria-setsize', '3');
  await page.keyboard.press('ArrowRight');
  await expect(rowOf(page, 'team/app')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'team/app/base')).toHaveAttribute('aria-level', '3');
  await expect(page).toHaveURL(`${empty.url}/?view=tree&open=team%2Fapp`);
  await page.keyboard.press('End');
  await expect(rowOf(page, 'tools/')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(team).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(rowOf(page, 'team/app/base')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(rowOf(page, 'team/app/')).toBeFocused();
  await judge(page, 'tree');

  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${empty.url}/r/team~app~base/tags`);
  await page.goBack();
  await expect(rowOf(page, 'team/app/base')).toBeVisible();
  await rowOf(page, 'team/').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(rowOf(page, 'team/')).toHaveAttribute('aria-expanded', 'false');
  await expect(rowOf(page, 'team/app/base')).toBeHidden();
  await expect(page).toHaveURL(`${empty.url}/?view=tree`);
});

test('a search in the tree is listed flat, and clearing it leads back to what was open', async ({
  page,
  filled,
}) => {
  await page.goto(`${filled.url}/?view=tree&open=library`);
  await expect(rowOf(page, 'library/nginx')).toBeVisible();
  await page.getByRole('searchbox').fill('builds');
  await expect(page.getByRole('table', { name: 'Repositories' })).toBeVisible();
  await expect(page.getByText('What a search finds is listed flat.')).toBeVisible();
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(rowOf(page, 'library/nginx')).toBeVisible();
  await expect(page).toHaveURL(`${filled.url}/?view=tree&open=library`);
  await page.getByRole('link', { name: 'Flat' }).click();
  await expect(page).toHaveURL(`${filled.url}/`);
  await expect(page.getByRole('link', { name: 'Flat' })).toHaveAttribute('aria-current', 'true');
});

test('a namespace that cannot be loaded says so, and is asked for again by Enter', async ({
  page,
  filled,
  complaints,
}) => {
  let answers = false;
  await page.route('**/api/v1/namespaces?in=library*', (route) =>
    answers ? route.continue() : route.fulfill({ status: 500, body: '{}' }),
  );
  await page.goto(`${filled.url}/?view=tree`);
  // The keys work from the moment that the page's script runs.
  await expect(async () => {
    await rowOf(page, 'library/').focus();
    await page.keyboard.press('ArrowRight');
    await expect(rowOf(page, 'library/')).toHaveAttribute('aria-expanded', 'true', { timeout: 500 });
  }).toPass();
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible();
  answers = true;
  await rowOf(page, 'library/').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(rowOf(page, 'library/nginx')).toBeVisible();
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('500')));
});

test('of 10,000 repositories of a namespace at most 60 rows are drawn, and no more is asked for than is looked at', async ({
  page,
  empty,
}) => {
  test.setTimeout(300_000);
  await pushTags(empty.port, 'many/app-00000', { latest: 'image' });
  // Repositories that a client would push one by one.
  const folder = path.join(empty.root, 'repositories/many');
  const manifests = path.join(folder, 'app-00000/manifests');
  const [digest = ''] = readdirSync(manifests).filter((name) => name.startsWith('sha256:'));
  for (let at = 1; at < 10_000; at++) {
    const repository = path.join(folder, `app-${String(at).padStart(5, '0')}`);
    for (const part of ['manifests', 'blobs', 'referrers'])
      mkdirSync(path.join(repository, part), { recursive: true });
    linkSync(path.join(manifests, digest), path.join(repository, 'manifests', digest));
  }
  // The catalog reads what was put there by hand.
  const catalog = await fetch(`${empty.url}/v2/_catalog?n=10000`);
  expect(((await catalog.json()) as { repositories: string[] }).repositories).toHaveLength(10_000);

  // They are counted behind requests.
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${empty.url}/api/v1/namespaces`);
        const { children, isCounting } = (await answer.json()) as NamespacePage;
        return isCounting || children[0]?.below?.uncounted !== 0;
      },
      { timeout: 120_000 },
    )
    .toBe(false);
  await page.goto(`${empty.url}/?view=tree`);
  await expect(rowOf(page, 'many/').getByRole('gridcell').nth(1)).toContainText('10,000');
  const requests: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/namespaces')) requests.push(request.url());
  });
  await rowOf(page, 'many/').click();
  await expect(rowOf(page, 'many/app-00000')).toHaveAttribute('aria-setsize', '10000');
  expect(requests.length).toBeLessThanOrEqual(2);
  await rowOf(page, 'many/').focus();
  // What comes after the last row is loaded when that comes into sight.
  let [seen, drawn] = [0, 0];
  await expect(async () => {
    await page.keyboard.press('End');
    drawn = Math.max(drawn, await tree(page).getByRole('row').count());
    const last = tree(page).locator('[data-tree-key]:focus');
    seen = Number(await last.getAttribute('aria-posinset', { timeout: 1_000 }));
    expect(seen).toBeGreaterThanOrEqual(800);
  }).toPass();
  expect(drawn).toBeLessThanOrEqual(60);
  // Pages of 200, and what a page asks of its namespaces when something is told of.
  expect(requests.length).toBeLessThanOrEqual(seen / 200 + 6);
});
