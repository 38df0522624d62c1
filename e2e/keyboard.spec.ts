import { expect, repositoryNames, row, test } from './test';

test('everything can be reached and done by keyboard alone', async ({ page, filled }) => {
  await page.goto(filled.url);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Push an image' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Copy tag command' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Copy tag command' })).toBeHidden();

  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('service-00');
  await expect.poll(() => repositoryNames(page)).toHaveLength(10);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await expect(row(page, 'pages/service-001').getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${filled.url}/r/pages~service-001/tags`);
});

test('Escape clears the search and leaves the focus in it', async ({ page, filled }) => {
  await page.goto(`${filled.url}/?q=service`);
  // The key works from the moment that the page's script runs.
  await expect(async () => {
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox')).toBeFocused({ timeout: 100 });
  }).toPass();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(`${filled.url}/`);
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(row(page, 'library/nginx')).toBeVisible();
});

test('what has the focus shows it', async ({ page, filled }) => {
  await page.goto(`${filled.url}/?q=nginx`);
  await expect(row(page, 'library/nginx')).toBeVisible();
  const stops = await page.locator('a, button, input').count();
  for (let stop = 0; stop < stops; stop++) {
    await page.keyboard.press('Tab');
    const ring = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return 'none focused';
      const label = focused.closest('label');
      const looks = [
        getComputedStyle(focused),
        getComputedStyle(focused, '::after'),
        ...(label ? [getComputedStyle(label)] : []),
      ];
      return looks.some((look) => look.outlineStyle !== 'none' && Number.parseFloat(look.outlineWidth) >= 2)
        ? 'ring'
        : `no ring: ${focused.outerHTML.slice(0, 200)}`;
    });
    expect(['ring', 'none focused']).toContain(ring);
  }
});
