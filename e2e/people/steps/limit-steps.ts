import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';

/** What administrators do about retention policies and quotas. */
type LimitAction = Extract<
  Action,
  | 'draft a retention policy'
  | 'save a retention policy'
  | 'switch a retention policy on'
  | 'remove a retention policy'
  | 'set a quota'
  | 'remove a quota'
>;

const button = (name: string | RegExp) => (stage: Stage) =>
  stage.page.locator('main').getByRole('button', { name, exact: typeof name === 'string' });
const heading = (name: string) => (stage: Stage) => stage.page.getByRole('heading', { name, exact: true });
const yes = async ({ page }: Stage, name: string) =>
  await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

const nameOf = ({ repository }: Stage) => `last of ${repository}`;
const newPolicy = (stage: Stage) => ({
  name: nameOf(stage),
  repositories: stage.repository,
  tags: 'v*',
  keepLast: '1',
  isEnabled: false,
  state: null,
});
const policyOf = async (stage: Stage) =>
  (await stage.registry.read('/retention')).policies.find(
    ({ name }: { name: string }) => name === nameOf(stage),
  );
const withPolicy = async (stage: Stage) => {
  expect(await stage.registry.change('POST', '/retention/policies', newPolicy(stage))).toBe(201);
  return '/storage/retention';
};
const policyPath = async (stage: Stage) => `/retention/policies/${(await policyOf(stage)).stored.number}`;
const draftOf = (stage: Stage) => {
  const { isEnabled: _, state: __, ...draft } = newPolicy(stage);
  return `/storage/retention/draft?${new URLSearchParams(draft)}`;
};

const quotaOf = async ({ registry, repository }: Stage) =>
  (await registry.read('/access/quotas')).quotas.find(
    ({ namespace }: { namespace: string }) => namespace === repository,
  );
const quotaPath = ({ segment }: Stage) => `/access/quotas/${segment}`;
const newQuota = { bytes: 1_048_576, repositories: null };

export const limitSteps: Record<LimitAction, Steps> = {
  'draft a retention policy': {
    at: draftOf,
    shows: heading('Draft of a policy'),
    control: ({ page }) => page.getByLabel('Tags that it decides on'),
    does: async ({ page, repository, registry }) => {
      await expect(page.getByRole('list', { name: 'Tags that would go' })).toContainText(`${repository}:v1`);
      expect(Object.keys(await registry.tagsOf(repository)).sort()).toEqual(['latest', 'v1', 'v2']);
    },
    asks: (stage) => [`/retention/draft?repositories=${stage.repository}&tags=v*&keepLast=1`],
  },
  'save a retention policy': {
    at: draftOf,
    shows: heading('Draft of a policy'),
    control: button('Save policy'),
    does: async (stage) => {
      await expect(stage.page.getByRole('list', { name: 'Tags that would go' })).toBeVisible();
      await button('Save policy')(stage).click();
      await yes(stage, 'Save policy');
      await expect.poll(async () => (await policyOf(stage))?.stored?.isEnabled).toBe(true);
    },
    asks: (stage) => ['/retention/policies', newPolicy(stage)],
  },
  'switch a retention policy on': {
    at: withPolicy,
    shows: heading('Retention policies'),
    control: (stage) => button(`Switch on ${nameOf(stage)}`)(stage),
    does: async (stage) => {
      await button(`Switch on ${nameOf(stage)}`)(stage).click();
      await yes(stage, 'Switch on');
      await expect.poll(async () => (await policyOf(stage)).stored.isEnabled).toBe(true);
    },
    asks: async (stage) => [await policyPath(stage), { ...newPolicy(stage), isEnabled: true }],
  },
  'remove a retention policy': {
    at: withPolicy,
    shows: heading('Retention policies'),
    control: (stage) => button(`Remove ${nameOf(stage)}`)(stage),
    does: async (stage) => {
      await button(`Remove ${nameOf(stage)}`)(stage).click();
      await yes(stage, 'Remove policy');
      await expect.poll(async () => await policyOf(stage)).toBeUndefined();
    },
    asks: async (stage) => [await policyPath(stage)],
  },
  'set a quota': {
    at: () => '/access/quotas',
    shows: heading('Quotas'),
    control: button('Set a quota'),
    does: async (stage) => {
      await button('Set a quota')(stage).click();
      await stage.page.getByLabel('Namespace').fill(stage.repository);
      await stage.page.getByLabel('Size').fill('1MiB');
      await button('Set quota')(stage).click();
      await expect.poll(async () => (await quotaOf(stage))?.bytes).toBe(1_048_576);
    },
    asks: (stage) => [quotaPath(stage), newQuota],
  },
  'remove a quota': {
    at: async (stage) => {
      expect(await stage.registry.change('PUT', quotaPath(stage), newQuota)).toBe(204);
      return '/access/quotas';
    },
    shows: heading('Quotas'),
    control: (stage) => button(`Remove the quota of ${stage.repository}`)(stage),
    does: async (stage) => {
      await button(`Remove the quota of ${stage.repository}`)(stage).click();
      await yes(stage, 'Remove quota');
      await expect.poll(async () => await quotaOf(stage)).toBeUndefined();
    },
    asks: (stage) => [quotaPath(stage)],
  },
};
