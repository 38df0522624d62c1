import { row } from '../../test';
import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';

/** What is done on the list of repositories, or on any page. */
type ListAction = Extract<
  Action,
  | 'find a repository'
  | 'star a repository'
  | 'take a star away'
  | 'look at repositories as a tree'
  | 'find a tag by the search on every page'
  | 'choose a theme'
  | 'begin a run by the search on every page'
  | 'turn single keys off'
  | 'sign out by the search on every page'
>;

const main = ({ page }: Stage) => page.locator('main');
const dark = ({ page }: Stage) => page.getByRole('radio', { name: 'Dark theme' });
const singleKeys = ({ page }: Stage) => page.getByRole('switch', { name: 'Single-key shortcuts' });
const search = ({ page }: Stage) => page.getByRole('button', { name: 'Search', exact: true });
const field = ({ page }: Stage) => page.getByRole('combobox', { name: 'Search' });
const star = ({ page, repository }: Stage) =>
  page.getByRole('button', { name: `Star ${repository}`, exact: true });
const isStarred = async ({ page, repository }: Stage) => {
  const answer = await page.request.get(`/api/v1/repositories?starred=1&q=${repository}`);
  return (await answer.json()).repositories.length === 1;
};
const list = {
  at: () => '/',
  shows: (stage: Stage) => main(stage).getByRole('heading', { name: 'Repositories' }),
} as const;

export const listSteps: Record<ListAction, Steps> = {
  'find a repository': {
    ...list,
    control: ({ page }) => page.getByRole('searchbox', { name: 'Search repositories' }),
    does: async ({ page, repository }) => {
      await page.getByRole('searchbox').fill(repository);
      await expect(row(page, repository).first()).toBeVisible();
      await expect(page.locator('[data-row]').filter({ hasNotText: repository })).toHaveCount(0);
    },
  },
  'star a repository': {
    at: ({ repository }) => `/?q=${repository}`,
    shows: list.shows,
    control: star,
    does: async (stage) => {
      await star(stage).click();
      await expect.poll(() => isStarred(stage)).toBe(true);
    },
  },
  'take a star away': {
    at: async (stage) => {
      expect(await stage.ask('PUT', `/repositories/${stage.segment}/star`)).toBe(204);
      return `/?starred=1&q=${stage.repository}`;
    },
    shows: list.shows,
    control: star,
    does: async (stage) => {
      await star(stage).click();
      await expect.poll(() => isStarred(stage)).toBe(false);
      await expect(star(stage)).toHaveCount(0);
    },
  },
  'look at repositories as a tree': {
    ...list,
    control: ({ page }) => page.getByRole('link', { name: 'Tree' }),
    does: async ({ page }) => {
      await page.getByRole('link', { name: 'Tree' }).click();
      const tree = page.getByRole('treegrid');
      await tree.locator('[data-row]').filter({ hasText: 'team/' }).first().press('ArrowRight');
      // Other tests push there too: the tree may not have room for the one of this test.
      await expect(tree.getByRole('link', { name: /^app-\d+$/ }).first()).toBeVisible();
    },
  },
  'find a tag by the search on every page': {
    ...list,
    control: search,
    does: async (stage) => {
      const { page, repository, segment, registry } = stage;
      await search(stage).click();
      await field(stage).fill(`${repository}:v1`);
      await page
        .getByRole('option')
        .filter({ hasText: `${repository}:v1` })
        .first()
        .click();
      await expect(page).toHaveURL(`${registry.url}/r/${segment}/t/v1`);
    },
  },
  'begin a run by the search on every page': {
    ...list,
    reach: async (stage) => {
      await search(stage).click();
      await field(stage).fill('check now');
      await expect(stage.page.getByRole('status').filter({ hasText: /\d results?$/ })).toBeAttached();
    },
    control: ({ page }) => page.getByRole('option', { name: 'Check now', exact: true }),
    does: async ({ page, registry }) => {
      await page.getByRole('option', { name: 'Check now', exact: true }).click();
      await expect(page).toHaveURL(/\/jobs\/\d+$/);
      const { job } = await registry.read(`/jobs/${page.url().split('/').at(-1)}`);
      expect(job).toMatchObject({ kind: 'check', cause: 'dashboard' });
    },
    asks: () => ['/jobs', { kind: 'check', deep: false }],
  },
  'choose a theme': {
    ...list,
    control: dark,
    does: async (stage) => {
      // Its picture stands over it.
      await dark(stage).check({ force: true });
      await stage.page.reload();
      await expect(stage.page.locator('html')).toHaveAttribute('data-theme', 'dark');
    },
  },
  'turn single keys off': {
    ...list,
    reach: async ({ page }) => await page.getByRole('button', { name: /^Account of / }).click(),
    control: singleKeys,
    does: async (stage) => {
      const { page } = stage;
      await singleKeys(stage).click();
      await expect(singleKeys(stage)).not.toBeChecked();
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.keyboard.press('ControlOrMeta+k');
      await expect(field(stage)).toBeVisible();
      await expect(page.getByRole('dialog')).toHaveCount(1);
    },
  },
  'sign out by the search on every page': {
    ...list,
    isOwn: true,
    control: search,
    does: async (stage) => {
      await search(stage).click();
      await field(stage).fill('sign out');
      await stage.page.getByRole('option', { name: 'Sign out' }).click();
      await expect(stage.page).toHaveURL(`${stage.registry.url}/sign-in`);
      expect(await stage.ask('GET', '/sessions')).toBe(401);
    },
  },
};
