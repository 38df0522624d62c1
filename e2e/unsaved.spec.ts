import type { Page } from '@playwright/test';
import { enter, expect, test } from './guarded';

const question = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' });
const answer = async (page: Page, name: string) =>
  await question(page).getByRole('button', { name, exact: true }).click();

/** Presses the browser's own Back or Forward: a script may do what a person at its buttons may not. */
async function step(page: Page, by: number): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const { entries, currentIndex } = await browser.send('Page.getNavigationHistory');
  const entry = entries[currentIndex + by];
  if (entry) await browser.send('Page.navigateToHistoryEntry', { entryId: entry.id });
  await browser.detach();
}

/** Each form, how it is opened, and one of its fields. */
const forms = {
  '/access/rules': { open: 'Add a rule', field: 'Whom' },
  '/access/users': { open: 'Make an account', field: 'Name' },
  '/access/tokens': { open: 'Make a token', field: 'What it is for' },
  '/access/quotas': { open: 'Set a quota', field: 'Namespace' },
  '/access/groups': { open: undefined, field: 'User' },
  '/storage/retention/draft': { open: undefined, field: 'Repositories' },
} as const;

for (const [path, { open, field }] of Object.entries(forms)) {
  test(`what was typed at ${path} is not lost before somebody says so`, async ({ page, guarded }) => {
    await enter(page, guarded.url, 'root');
    await page.goto(`${guarded.url}/health`);
    await page.goto(guarded.url + path, { waitUntil: 'networkidle' });
    if (open) await page.getByRole('button', { name: open, exact: true }).click();
    const input = page.getByRole('main').getByLabel(field, { exact: true });
    // What was typed and taken back is nothing.
    await input.fill('typed');
    await input.fill('');
    await page.getByRole('link', { name: 'Trash', exact: true }).click();
    await expect(page).toHaveURL(`${guarded.url}/trash`);
    await page.goto(guarded.url + path, { waitUntil: 'networkidle' });
    if (open) await page.getByRole('button', { name: open, exact: true }).click();
    await input.fill('typed');
    await page.getByRole('link', { name: 'Trash', exact: true }).click();
    await answer(page, 'Cancel');
    await expect(input).toHaveValue('typed');
    await page.getByRole('link', { name: 'Trash', exact: true }).click();
    await answer(page, 'Leave');
    await expect(page).toHaveURL(`${guarded.url}/trash`);
    await expect(question(page)).toHaveCount(0);
  });
}

test('a key, the search and the browser itself ask too', async ({ page, guarded }) => {
  await enter(page, guarded.url, 'root');
  await page.goto(`${guarded.url}/access/rules`, { waitUntil: 'networkidle' });
  const isHeld = () =>
    page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const input = page.getByLabel('Whom');
  expect(await isHeld()).toBe(false);
  await input.fill('user:typed');
  expect(await isHeld()).toBe(true);
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await answer(page, 'Cancel');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search' }).fill('trash');
  await page.keyboard.press('Enter');
  await answer(page, 'Cancel');
  await expect(input).toHaveValue('user:typed');
  await input.fill('');
  expect(await isHeld()).toBe(false);
});

test('Back and Forward ask before they lose what was typed, and then go as far as was wanted', async ({
  page,
  guarded,
}) => {
  const { url } = guarded;
  const link = (name: string) => page.getByRole('link', { name, exact: true });
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
  await enter(page, url, 'root');
  await page.goto(`${url}/health`, { waitUntil: 'networkidle' });
  await link('Storage').click();
  await expect(heading('Storage')).toBeVisible();
  await link('Access').click();
  await link('Groups').click();
  const input = page.getByRole('main').getByLabel('User', { exact: true });
  await expect(input).toBeVisible();
  await link('Trash').click();
  await expect(heading('Trash')).toBeVisible();

  // Nothing was typed: nobody is asked.
  await step(page, -1);
  await expect(input).toBeVisible();
  await input.click();
  await page.keyboard.type('typed');
  for (const by of [-1, 1]) {
    await step(page, by);
    await expect(question(page)).toBeVisible();
    await expect(page).toHaveURL(`${url}/access/groups`);
    await answer(page, 'Cancel');
    await expect(question(page)).toHaveCount(0);
    await expect(input).toHaveValue('typed');
    await expect(input).toBeFocused();
  }
  await step(page, 1);
  await answer(page, 'Leave');
  await expect(page).toHaveURL(`${url}/trash`);
  await expect(heading('Trash')).toBeVisible();
  await expect(question(page)).toHaveCount(0);

  await step(page, -1);
  await input.click();
  await page.keyboard.type('typed');
  const steps = await page.evaluate(() => navigation.currentEntry?.index ?? 0);
  await step(page, 1 - steps);
  await answer(page, 'Leave');
  await expect(page).toHaveURL(`${url}/storage`);
  await expect(heading('Storage')).toBeVisible();
  expect(await page.evaluate(() => navigation.currentEntry?.index)).toBe(1);
  // Nothing of what lay ahead was lost on the way.
  await step(page, steps - 1);
  await expect(input).toHaveValue('');
});

test('Back pressed again and again does not lose what was typed', async ({ page, guarded }) => {
  const { url } = guarded;
  await enter(page, url, 'root');
  await page.goto(`${url}/storage`, { waitUntil: 'networkidle' });
  await page.getByRole('link', { name: 'Access', exact: true }).click();
  await page.getByRole('link', { name: 'Groups', exact: true }).click();
  const input = page.getByRole('main').getByLabel('User', { exact: true });
  await input.click();
  await page.keyboard.type('typed');
  // Of these, the browser lets only the first be stopped.
  for (const _ of [1, 2, 3]) {
    await step(page, -1);
    await expect(page).toHaveURL(`${url}/access/groups`);
    await expect(question(page)).toBeVisible();
  }
  await answer(page, 'Cancel');
  await expect(input).toHaveValue('typed');
  await expect(input).toBeFocused();
  await step(page, -1);
  await answer(page, 'Leave');
  await expect(page).toHaveURL(/\/access\/(?!groups)/);
  await expect(input).toHaveCount(0);
});

test('another form that would take the place of one asks too', async ({ page, guarded }) => {
  const { url } = guarded;
  await enter(page, url, 'root');
  for (const subject of ['user:first', 'user:second']) {
    const body = {
      effect: 'allow',
      subjects: [subject],
      repositories: ['left/**'],
      actions: ['pull'],
      note: null,
    };
    const made = await page.request.post(`${url}/api/v1/access/rules`, {
      data: body,
      headers: { Origin: url },
    });
    expect(made.ok()).toBe(true);
  }
  for (const namespace of ['one', 'two']) {
    const data = { bytes: 1024 ** 3, repositories: null };
    const set = await page.request.put(`${url}/api/v1/access/quotas/${namespace}`, {
      data,
      headers: { Origin: url },
    });
    expect(set.ok()).toBe(true);
  }
  await page.goto(`${url}/access/users`, { waitUntil: 'networkidle' });
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  const edit = (subject: string) =>
    page
      .getByRole('listitem')
      .filter({ hasText: subject })
      .getByRole('button', { name: /^Edit rule/ });
  const whom = page.getByLabel('Whom');
  await edit('user:first').click();
  await expect(whom).toHaveValue('user:first');
  // Nothing was typed yet.
  await edit('user:second').click();
  await expect(whom).toHaveValue('user:second');
  await whom.fill('user:typed');
  await edit('user:first').click();
  await answer(page, 'Cancel');
  await expect(whom).toHaveValue('user:typed');
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await answer(page, 'Leave');
  await expect(whom).toHaveValue('');
  await whom.fill('user:typed');
  await edit('user:first').click();
  await answer(page, 'Leave');
  await expect(whom).toHaveValue('user:first');
  await expect(question(page)).toHaveCount(0);
  // What is typed in the form that came then is asked about as well.
  await whom.fill('user:typed');
  await step(page, -1);
  await expect(question(page)).toBeVisible();
  await answer(page, 'Cancel');

  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'Quotas', exact: true }).click();
  const change = (namespace: string) =>
    page.getByRole('button', { name: `Change the quota of ${namespace}`, exact: true });
  const bytes = page.getByRole('form').getByLabel('Size', { exact: true });
  await change('one').click();
  await bytes.fill('7GiB');
  await change('one').click();
  await expect(bytes).toHaveValue('7GiB');
  await expect(question(page)).toHaveCount(0);
  await change('two').click();
  await answer(page, 'Cancel');
  await expect(bytes).toHaveValue('7GiB');
  await change('two').click();
  await answer(page, 'Leave');
  await expect(page.getByRole('form', { name: 'The quota of two' })).toBeVisible();
  await expect(bytes).toHaveValue(/^1 ?GiB$/);
});
