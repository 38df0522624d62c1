import { enter, test as guardedTest } from './guarded';
import { judge } from './judge';
import { expectLive } from './people/stage';
import { pushTags } from './push-tags';
import { expect, test } from './test';

const narrow = { width: 390, height: 844 };
const all = ['Compare with…', 'Point a tag here', 'Protect', 'Delete tag', 'Delete manifest', 'Pull'];

test('on a narrow screen, the page of an image has one row of buttons, and the rest in a menu led by keyboard', async ({
  page,
  empty,
}) => {
  await pushTags(empty.port, 'team/app', { v1: 'one' });
  await page.setViewportSize(narrow);
  await page.goto(`${empty.url}/r/team~app/t/v1`);
  const main = page.getByRole('main');
  const buttons = all.map((name) => main.getByRole('button', { name, exact: true }));
  const [compare, , , , , pull] = buttons;
  const more = main.getByRole('button', { name: 'More', exact: true });
  const menu = page.getByRole('menu', { name: 'More' });
  const line = (name: string) => menu.getByRole('menuitem', { name, exact: true });
  await expect(more).toBeVisible();
  for (const button of buttons)
    await expect(button).toBeVisible({ visible: button === compare || button === pull });
  const boxes = await Promise.all([compare, pull, more].map((one) => one?.boundingBox()));
  expect(new Set(boxes.map((box) => box?.y)).size).toBe(1);
  await judge(page, 'image-actions-narrow');
  await page.setViewportSize(narrow);

  await expectLive(more);
  await more.press('Enter');
  await expect(line('Point a tag here')).toBeFocused();
  const place = await menu.boundingBox();
  const below = await more.boundingBox();
  expect(place?.y).toBeGreaterThan((below?.y ?? 0) + (below?.height ?? 0));
  expect(place?.x).toBeGreaterThanOrEqual(0);
  expect((place?.x ?? 0) + (place?.width ?? 0)).toBeLessThanOrEqual(narrow.width);
  for (const [key, name] of [
    ['ArrowDown', 'Protect'],
    ['End', 'Delete manifest'],
    ['ArrowDown', 'Point a tag here'],
    ['ArrowUp', 'Delete manifest'],
    ['Home', 'Point a tag here'],
    ['d', 'Delete tag'],
    ['d', 'Delete manifest'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(line(name)).toBeFocused();
  }
  await judge(page, 'image-actions-menu');
  await page.setViewportSize(narrow);
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(more).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(line('Point a tag here')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(menu).toBeHidden();
  await expect(page.getByRole('button', { name: /^Copy/ }).first()).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(more).toBeFocused();

  await page.keyboard.press('Enter');
  await page.keyboard.press('d');
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: 'Delete the last tag of this manifest?' });
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(more).toBeFocused();
  await page.keyboard.press('Enter');
  await line('Protect').click();
  await expect(page.getByText('v1 is protected: it cannot be deleted.')).toBeVisible();
  await expect(menu).toBeHidden();
  await more.press('Enter');
  await expect(line('Lift protection')).toBeVisible();
});

test('on a wide screen, all of it stands beside the heading', async ({ page, filled }) => {
  await page.goto(`${filled.url}/r/library~nginx/t/stable`);
  for (const name of all)
    await expect(page.getByRole('main').getByRole('button', { name, exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'More', exact: true })).toBeHidden();
});

guardedTest('what would be alone in a menu has a button instead', async ({ page, guarded }) => {
  await page.setViewportSize(narrow);
  await enter(page, guarded.url, 'alice');
  await page.goto(`${guarded.url}/r/team~app/t/latest`);
  for (const name of ['Compare with…', 'Point a tag here', 'Pull'])
    await expect(page.getByRole('main').getByRole('button', { name, exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'More', exact: true })).toHaveCount(0);
});
