import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { RepositoryClient } from '../../../tests/harness/push';
import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';

type StoreAction = Extract<
  Action,
  | 'plan a collection'
  | 'check the store'
  | 'check every byte'
  | 'scrub what is due'
  | 'read everything'
  | 'back up'
  | 'choose the days of the store'
  | 'run the collection that was planned'
  | 'see who uses a blob'
  | 'look through the store again'
  | 'simulate the retention policies'
  | 'plan a run of retention'
  | 'run the retention that was planned'
  | 'end a run'
>;

const upkeep = ({ page }: Stage) => page.getByRole('region', { name: 'Upkeep' });
const runTitle = ({ page }: Stage) => page.getByRole('heading', { level: 1, name: /#\d+$/ });
const button = (name: string | RegExp) => (stage: Stage) =>
  stage.page.getByRole('button', { name, exact: true });
const stateOf = async ({ registry }: Stage, id: number) => (await registry.read(`/jobs/${id}`)).job.state;

/** How long a run may take that reads what others have left. */
const patient = { timeout: 30_000 };

/** Begins a run as an administrator. @returns its number */
async function begin({ registry }: Stage, json: object): Promise<number> {
  const answer = await registry.client.request({
    method: 'POST',
    path: '/api/v1/jobs',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(json),
  });
  expect(answer.status, String(answer.body)).toBe(202);
  return JSON.parse(String(answer.body)).id;
}

/** The same to its end. */
async function run(stage: Stage, json: object): Promise<number> {
  const id = await begin(stage, json);
  await expect.poll(() => stateOf(stage, id), patient).toBe('done');
  return id;
}

/** What begins a run of a kind on a page. */
function beginning(name: string, kind: string, json: object, more: Partial<Steps> = {}): Steps {
  return {
    at: () => '/storage',
    shows: upkeep,
    control: button(name),
    does: async (stage) => {
      await button(name)(stage).click();
      await expect(stage.page).toHaveURL(/\/jobs\/\d+$/);
      const id = Number(stage.page.url().split('/').at(-1));
      await expect.poll(() => stateOf(stage, id), patient).toBe('done');
      expect((await stage.registry.read(`/jobs/${id}`)).job).toMatchObject({ kind, cause: 'dashboard' });
      await expect(runTitle(stage)).toBeVisible();
    },
    asks: () => ['/jobs', json],
    ...more,
  };
}

/** Makes a plan of which something goes: a blob that nothing names, after its time of grace. */
async function planned(stage: Stage): Promise<string> {
  const client = new RepositoryClient(stage.registry.client, stage.repository);
  await client.pushBlob(Buffer.alloc(3_000, stage.repository));
  await run(stage, { kind: 'collection', plan: await run(stage, { kind: 'plan' }) });
  let id = 0;
  await expect
    .poll(async () => {
      id = await run(stage, { kind: 'plan' });
      return (await stage.registry.read(`/jobs/${id}`)).garbage.length;
    }, patient)
    .toBeGreaterThan(0);
  return `/jobs/${id}`;
}

/** The store, after somebody looked through it. */
const looked = async (stage: Stage) => {
  await run(stage, { kind: 'plan' });
  return '/storage/blobs?reason=named';
};
const things = ({ page }: Stage) => page.getByRole('table', { name: 'Things in the store' });
const wouldGo = async ({ registry }: Stage) => (await registry.read('/retention')).removed;

export const storeSteps: Record<StoreAction, Steps> = {
  'plan a collection': beginning('Plan a collection', 'plan', { kind: 'plan' }),
  'check the store': beginning('Check now', 'check', { kind: 'check', deep: false }),
  'check every byte': beginning('Deep check', 'check', { kind: 'check', deep: true }),
  'scrub what is due': beginning('Scrub what is due', 'scrub', { kind: 'scrub', all: false }),
  'read everything': beginning('Read everything', 'scrub', { kind: 'scrub', all: true }),
  'back up': beginning(
    'Back up now',
    'backup',
    { kind: 'backup' },
    {
      does: async (stage) => {
        await button('Back up now')(stage).click();
        await expect(runTitle(stage)).toHaveText(/^Backup #/);
        const id = Number(stage.page.url().split('/').at(-1));
        await expect.poll(() => stateOf(stage, id), patient).toBe('done');
        const { backup } = await stage.registry.read(`/jobs/${id}`);
        expect(await readdir(stage.registry.backups)).toContain(path.basename(backup.place));
      },
    },
  ),
  'choose the days of the store': {
    at: () => '/storage',
    shows: upkeep,
    control: ({ page }) => page.getByRole('link', { name: '90 days' }),
    does: async ({ page }) => {
      await page.getByRole('link', { name: '90 days' }).click();
      await expect(page.getByRole('link', { name: '90 days' })).toHaveAttribute('aria-current', 'true');
    },
    asks: () => ['/storage/days?days=90'],
  },
  'run the collection that was planned': {
    at: (stage) => (stage.kind === 'developer' ? '/jobs/1' : planned(stage)),
    shows: runTitle,
    control: button(/^Free /),
    does: async (stage) => {
      await button(/^Free /)(stage).click();
      const question = stage.page.getByRole('dialog', { name: 'Take what this plan lists?' });
      await question.getByRole('textbox').fill('collect');
      await question.getByRole('button', { name: /^Free / }).click();
      await expect(runTitle(stage)).toHaveText(/^Collection #/);
      const id = Number(stage.page.url().split('/').at(-1));
      await expect.poll(() => stateOf(stage, id), patient).toBe('done');
      expect((await stage.registry.read(`/jobs/${id}`)).totals.blobs.count).toBeGreaterThan(0);
    },
    asks: ({ page }) => ['/jobs', { kind: 'collection', plan: Number(page.url().split('/').at(-1)) }],
  },
  'see who uses a blob': {
    at: (stage) => (stage.kind === 'developer' ? '/storage/blobs' : looked(stage)),
    shows: things,
    control: ({ page }) => page.getByRole('link', { name: /^Who uses sha256:/ }).first(),
    does: async ({ page, registry }) => {
      await page
        .getByRole('link', { name: /^Who uses sha256:/ })
        .first()
        .click();
      const open = async () => new URL(page.url()).searchParams.get('open');
      await expect.poll(open).not.toBeNull();
      const { repositories } = await registry.read(`/storage/blobs/${await open()}`);
      const users = page.getByRole('dialog', { name: /^Who uses sha256:/ });
      await expect(users.getByRole('link', { name: repositories[0].repository, exact: true })).toBeVisible();
    },
    asks: ({ digests }) => [`/storage/blobs/${digests.v1}`],
  },
  'look through the store again': beginning(
    'Look again',
    'plan',
    { kind: 'plan' },
    {
      at: (stage) => (stage.kind === 'developer' ? '/storage/blobs' : looked(stage)),
      shows: things,
    },
  ),
  'simulate the retention policies': {
    at: async ({ registry }) => {
      await registry.push('nightly/app', { [registry.newName('build')]: 'one' });
      return '/storage/retention';
    },
    shows: ({ page }) => page.getByText(/would go now/),
    control: button('Simulate again'),
    does: async (stage) => {
      const before = await wouldGo(stage);
      await stage.registry.push('nightly/app', { [stage.registry.newName('build')]: 'one' });
      await button('Simulate again')(stage).click();
      await expect(stage.page.getByText(`${before + 1} would go now`)).toBeVisible();
      expect(await wouldGo(stage)).toBe(before + 1);
    },
    asks: () => ['/retention'],
  },
  'plan a run of retention': beginning(
    'Plan a run',
    'retention-plan',
    { kind: 'retention-plan' },
    { at: () => '/storage/retention', shows: ({ page }) => page.getByText(/would go now/) },
  ),
  'run the retention that was planned': {
    at: async (stage) => {
      if (stage.kind === 'developer') return '/jobs/1';
      const { registry } = stage;
      for (const build of ['one', 'two'])
        await registry.push('nightly/app', { [registry.newName('build')]: build });
      return `/jobs/${await run(stage, { kind: 'retention-plan' })}`;
    },
    shows: runTitle,
    control: button('Run this plan'),
    does: async (stage) => {
      const path = new URL(stage.page.url()).pathname;
      const { tags } = await stage.registry.read(`${path}/tags`);
      await button('Run this plan')(stage).click();
      const question = stage.page.getByRole('dialog', { name: /^Remove the / });
      await question.getByRole('textbox').fill('retention');
      await question.getByRole('button', { name: /^Remove \d+ tags?$/ }).click();
      await expect(runTitle(stage)).toHaveText(/^Retention #/);
      const id = Number(stage.page.url().split('/').at(-1));
      await expect.poll(() => stateOf(stage, id), patient).toBe('done');
      const left = await stage.registry.tagsOf('nightly/app');
      for (const { repository, tag } of tags)
        if (repository === 'nightly/app') expect(left).not.toHaveProperty(tag);
    },
    asks: ({ page }) => ['/jobs', { kind: 'retention', plan: Number(page.url().split('/').at(-1)) }],
  },
  // The last: what it leaves behind takes others long to read.
  'end a run': {
    at: async (stage) => {
      if (stage.kind === 'developer') return '/jobs/1';
      const client = new RepositoryClient(stage.registry.client, stage.repository);
      await client.pushImage('large', [Buffer.alloc(8_000_000, stage.repository)]);
      return `/jobs/${await begin(stage, { kind: 'check', deep: true })}`;
    },
    shows: runTitle,
    control: button('End this run'),
    does: async (stage) => {
      await button('End this run')(stage).click();
      const id = Number(stage.page.url().split('/').at(-1));
      await expect.poll(() => stateOf(stage, id), patient).toBe('cancelled');
    },
    asks: ({ page }) => [`/jobs/${page.url().split('/').at(-1)}/cancel`],
  },
};
