import { fileRow, pushFiles, tree } from '../files-image';
import { expect, open, test } from './keys';

test('files are gone through, looked into and left by keyboard alone', async ({
  page,
  keys,
  stage: { repository, registry },
}) => {
  const { path } = await pushFiles(registry.client, repository);
  await open(page, path);
  await expect(tree(page)).toBeVisible();
  await keys.toContent();
  const etc = fileRow(page, 'etc');
  await keys.to(etc);
  await keys.press('ArrowRight');
  await expect(etc).toHaveAttribute('aria-expanded', 'true');
  await expect(fileRow(page, 'motd')).toBeVisible();
  await keys.press('ArrowRight');
  await expect(fileRow(page, 'motd')).toBeFocused();
  await keys.expectFocus();
  await keys.press('Enter');
  const look = page.getByRole('dialog', { name: 'motd' });
  await expect(look.getByRole('region', { name: 'Content of motd' })).toContainText('second');
  await keys.expectTrap(look, fileRow(page, 'motd'));
  await keys.press('End');
  await expect(fileRow(page, 'var')).toBeFocused();
  await keys.press('Home');
  await expect(etc).toBeFocused();
  await keys.press('ArrowDown', 'ArrowDown', 'ArrowLeft');
  await expect(etc).toBeFocused();
  await keys.press('ArrowLeft');
  await expect(etc).toHaveAttribute('aria-expanded', 'false');
  await keys.expectFocus();
  await keys.press('3');
  await expect(page.getByRole('link', { name: 'Files', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await keys.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search paths' })).toBeFocused();
  await keys.type('motd');
  await expect(page.getByRole('treegrid', { name: 'Files that were found' })).toBeVisible();
  await keys.press('Escape');
  await expect(tree(page)).toBeVisible();
  await expect(page.getByRole('searchbox', { name: 'Search paths' })).toBeFocused();
});

test('reading layers is ended and begun again by keyboard alone', async ({
  page,
  keys,
  stage: { repository, registry },
}) => {
  const { path, digest, layers } = await pushFiles(registry.client, repository);
  await page.route(/\/api\/v1\/.*\/files\?.*q=/, (route) =>
    route.fulfill({
      json: {
        state: 'indexing',
        repository,
        digest,
        layer: null,
        layers: [],
        reading: { digest: layers[0], position: 1, isWaiting: false, bytesRead: 0, bytes: 9, entries: 0 },
        layersRead: 0,
        layersNeeded: 3,
      },
    }),
  );
  await open(page, path);
  await expect(tree(page)).toBeVisible();
  await keys.press('/');
  await keys.type('motd');
  await expect(page.getByRole('heading', { name: 'Indexing, 0 %' })).toBeVisible();
  await keys.enter(page.getByRole('button', { name: 'Cancel', exact: true }));
  await expect(page.getByRole('heading', { name: 'Indexing was ended' })).toBeVisible();
  await keys.expectFocus();
  await keys.enter(page.getByRole('button', { name: 'Index again' }));
  await expect(page.getByRole('heading', { name: 'Indexing, 0 %' })).toBeVisible();
  await keys.expectFocus();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
