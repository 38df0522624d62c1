import { row } from '../../test';
import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';

/** What is done on the list of repositories, or on any page. */
type ListAction = Extract<
  Action,
  'find a repository' | 'look at repositories as a tree' | 'find a tag by the search on every page'
>;

const main = ({ page }: Stage) => page.locator('main');

export const listSteps: Record<ListAction, Steps> = {
  'find a repository': {
    at: () => '/',
    shows: (stage) => main(stage).getByRole('heading', { name: 'Repositories' }),
    control: ({ page }) => page.getByRole('searchbox', { name: 'Search repositories' }),
    does: async ({ page, repository }) => {
      await page.getByRole('searchbox').fill(repository);
      await expect(row(page, repository).first()).toBeVisible();
      await expect(page.locator('[data-row]').filter({ hasNotText: repository })).toHaveCount(0);
    },
  },
  'look at repositories as a tree': {
    at: () => '/',
    shows: (stage) => main(stage).getByRole('heading', { name: 'Repositories' }),
    control: ({ page }) => page.getByRole('link', { name: 'Tree' }),
    does: async ({ page, repository }) => {
      await page.getByRole('link', { name: 'Tree' }).click();
      const tree = page.getByRole('treegrid');
      await tree.locator('[data-row]').filter({ hasText: 'team/' }).first().press('ArrowRight');
      const name = repository.slice('team/'.length);
      await expect(tree.locator('[data-row]').filter({ hasText: name }).first()).toBeVisible();
    },
  },
  'find a tag by the search on every page': {
    at: () => '/',
    shows: (stage) => main(stage).getByRole('heading', { name: 'Repositories' }),
    control: ({ page }) => page.getByRole('button', { name: 'Search', exact: true }),
    does: async ({ page, repository, segment, registry }) => {
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await page.getByRole('combobox', { name: 'Search' }).fill(`${repository}:v1`);
      await page
        .getByRole('option')
        .filter({ hasText: `${repository}:v1` })
        .first()
        .click();
      await expect(page).toHaveURL(`${registry.url}/r/${segment}/t/v1`);
    },
  },
};
