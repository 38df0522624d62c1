import { pageItems } from '../../components/palette/palette-items';
import { expect, open, test } from './keys';

const pages = pageItems({ kind: 'user', name: 'ada', role: 'administrator', groups: [] });

test('every page is opened by the palette with the keyboard alone, and its heading has the focus then', async ({
  page,
  keys,
  stage: { registry },
}) => {
  await open(page, '/health');
  const field = page.getByRole('combobox', { name: 'Search' });
  for (const { href, label } of pages) {
    await keys.press('ControlOrMeta+k');
    await expect(field).toBeFocused();
    await keys.type(label);
    await expect(page.getByRole('option', { name: label, exact: true })).toBeVisible();
    for (let at = 0; at < 30; at++) {
      const chosen = page.getByRole('option', { selected: true });
      if ((await chosen.textContent()) === label) break;
      await keys.press('ArrowDown');
    }
    await keys.press('Enter');
    // Access has no page of its own, and leads to its first.
    const opened = href === '/access' ? '/access/users' : href;
    await expect(page).toHaveURL(`${registry.url}${opened}`);
    await expect(field).toBeHidden();
    await expect(page.locator('main h1')).toBeVisible();
    await keys.expectFocus();
    await expect(page.locator('main:focus, main :focus')).toHaveCount(1);
  }
});

test('the palette gives the focus back to where it was', async ({ page, keys }) => {
  await open(page, '/storage');
  await keys.toContent();
  const before = page.getByRole('link', { name: 'Retention policies' });
  await keys.to(before);
  await keys.press('ControlOrMeta+k');
  await expect(page.getByRole('combobox', { name: 'Search' })).toBeFocused();
  await keys.press('Escape');
  await expect(before).toBeFocused();
  await keys.expectFocus();
});
