import { readFile } from 'node:fs/promises';
import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';

/** What is done with what the registry tells of itself. */
type WatchAction = Extract<
  Action,
  | 'filter the audit trail'
  | 'export the audit trail'
  | 'find a setting'
  | 'test the address of the registry'
  | 'look at the way to the registry'
>;

const records = ({ page }: Stage) => page.getByRole('list', { name: 'Records' });
const look = ({ page, registry }: Stage) =>
  page.getByRole('button', { name: `Look at ${registry.url}`, exact: true });

export const watchSteps: Record<WatchAction, Steps> = {
  'filter the audit trail': {
    at: () => '/audit',
    shows: records,
    control: ({ page }) => page.getByRole('button', { name: 'Filter' }),
    does: async (stage) => {
      await stage.page.getByLabel('Action').fill('manifest.push');
      await stage.page.getByLabel('Repository').fill(stage.repository);
      await stage.page.getByRole('button', { name: 'Filter' }).click();
      await expect(stage.page).toHaveURL(/action=manifest\.push/);
      await expect(records(stage).locator('[data-row]')).toHaveCount(3);
      await expect(records(stage)).toContainText(`${stage.repository}:latest`);
    },
    asks: () => ['/audit'],
  },
  'export the audit trail': {
    at: () => '/audit?action=server.start',
    shows: records,
    control: ({ page }) => page.getByRole('link', { name: 'Export' }),
    does: async ({ page }) => {
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Export' }).click();
      const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
      expect(lines.map((line) => JSON.parse(line).action)).toEqual(['server.start']);
    },
    asks: () => ['/audit/export'],
  },
  'find a setting': {
    at: () => '/settings',
    shows: ({ page }) => page.getByRole('region', { name: 'storage' }),
    control: ({ page }) => page.getByLabel('Find a setting'),
    does: async ({ page, registry }) => {
      await page.getByLabel('Find a setting').fill('storage.root');
      await expect(page.getByRole('region', { name: 'storage' })).toContainText(registry.root);
    },
    asks: () => ['/settings'],
  },
  'test the address of the registry': {
    at: () => '/settings',
    shows: ({ page }) => page.getByRole('region', { name: 'storage' }),
    control: ({ page }) => page.getByRole('button', { name: 'Test the address' }),
    does: async ({ page, registry }) => {
      await page.getByRole('button', { name: 'Test the address' }).click();
      const found = page.getByRole('list', { name: 'What was found' });
      await expect(found).toContainText(`names this address: ${registry.url}/auth/token`);
    },
  },
  'look at the way to the registry': {
    at: () => '/settings/doctor',
    shows: ({ page }) => page.getByRole('heading', { name: 'The way to this registry' }),
    control: look,
    does: async (stage) => {
      const session = await stage.page.request.get('/api/v1/session');
      const { viewer } = await session.json();
      await look(stage).click();
      await expect
        .poll(async () => (await stage.registry.read('/doctor')).run)
        .toMatchObject({ by: viewer.name });
    },
    asks: () => ['/doctor'],
  },
};
