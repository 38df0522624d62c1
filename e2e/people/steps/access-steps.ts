import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';
import { clientStatus } from './account-steps';

/** What administrators do about groups, tokens and rules. */
type AccessAction = Extract<
  Action,
  | 'make an account'
  | 'make a robot'
  | 'put somebody into a group'
  | 'take somebody out of a group'
  | 'make a token for somebody'
  | 'revoke a token of somebody'
  | 'rotate a token of somebody'
  | 'add a rule'
  | 'change a rule'
  | 'remove a rule'
  | 'ask who may do what'
>;

const button = (name: string | RegExp) => (stage: Stage) =>
  stage.page.locator('main').getByRole('button', { name, exact: true });
/** A list that is there once the answer is. */
const list = (name: string) => (stage: Stage) => stage.page.getByRole('list', { name, exact: true });
const yes = async ({ page }: Stage, name: string) =>
  await page.getByRole('dialog').getByRole('button', { name }).click();

const membersOf = async ({ registry }: Stage, group: string) =>
  (await registry.read('/access/groups')).groups.find((one: { name: string }) => one.name === group)?.members;
const groupOf = ({ other }: Stage) => `group-of-${other}`;
const rulesOf = async ({ registry, other }: Stage) =>
  (await registry.read('/access/rules')).rules.filter((rule: { subjects: string[] }) =>
    rule.subjects.includes(`user:${other}`),
  );
const mayPush = async ({ registry, other }: Stage) => {
  const { decisions } = await registry.read(`/access/explain?who=${other}&repository=secret/thing`);
  return decisions.find((one: { action: string }) => one.action === 'push').allowed;
};
const newRule = ({ other }: Stage) => ({
  effect: 'allow',
  subjects: [`user:${other}`],
  repositories: ['secret/**'],
  actions: ['push'],
  note: null,
});
const newToken = ({ other }: Stage) => ({ account: other, label: 'ci', lifetimeDays: 1, grants: null });

/** Makes an account by the form. @returns what it is signed in with */
async function makeAccount(stage: Stage, name: string, kind: string): Promise<string> {
  await button('Make an account')(stage).click();
  await stage.page.getByLabel('Who signs in').selectOption(kind);
  await stage.page.getByLabel('Name', { exact: true }).fill(name);
  await button('Make the account')(stage).click();
  const secret = stage.page.getByRole('region', { name: /^The new / }).locator('code');
  return (await secret.textContent()) ?? '';
}

export const accessSteps: Record<AccessAction, Steps> = {
  'make an account': {
    at: () => '/access/users',
    shows: list('Accounts'),
    control: button('Make an account'),
    does: async (stage) => {
      const name = stage.registry.newName('made');
      const secret = await makeAccount(stage, name, 'user');
      expect((await stage.registry.enter(name, secret)).status).toBe(200);
    },
    asks: () => ['/access/users', { name: 'mallory', kind: 'user', role: 'administrator', note: null }],
  },
  'make a robot': {
    at: () => '/access/users',
    shows: list('Accounts'),
    control: button('Make an account'),
    does: async (stage) => {
      const name = stage.registry.newName('ci');
      const secret = await makeAccount(stage, name, 'robot');
      expect(await clientStatus(stage, `robot+${name}`, secret)).toBe(200);
    },
    asks: () => ['/access/users', { name: 'mallory', kind: 'robot', role: 'user', note: null }],
  },
  'put somebody into a group': {
    at: () => '/access/groups',
    shows: list('Groups'),
    control: button('Add to the group'),
    does: async (stage) => {
      await stage.page.getByLabel('User').fill(stage.other);
      await stage.page.getByLabel('Group', { exact: true }).fill(groupOf(stage));
      await button('Add to the group')(stage).click();
      await expect.poll(() => membersOf(stage, groupOf(stage))).toEqual([stage.other]);
    },
    asks: (stage) => ['/access/groups', { group: groupOf(stage), member: stage.other }],
  },
  'take somebody out of a group': {
    at: () => '/access/groups',
    shows: list('Groups'),
    control: ({ page, other }) => page.getByRole('button', { name: `Take ${other} out of developers` }),
    does: async (stage) => {
      await button(`Take ${stage.other} out of developers`)(stage).click();
      await expect.poll(() => membersOf(stage, 'developers')).not.toContain(stage.other);
    },
    asks: ({ other }) => [`/access/groups/developers/members/${other}`],
  },
  'make a token for somebody': {
    at: async (stage) => {
      expect(await stage.registry.change('POST', '/access/tokens', newToken(stage))).toBe(201);
      return '/access/tokens';
    },
    shows: list('Access tokens'),
    control: button('Make a token'),
    does: async (stage) => {
      await button('Make a token')(stage).click();
      await stage.page.getByLabel('Whose it is').fill(stage.other);
      await stage.page.getByLabel('What it is for').fill('ci');
      await button('Make token')(stage).click();
      const secret = stage.page.getByRole('region', { name: 'The new token' }).locator('code').first();
      expect(await clientStatus(stage, stage.other, (await secret.textContent()) ?? '')).toBe(200);
    },
    asks: (stage) => ['/access/tokens', newToken(stage)],
  },
  'revoke a token of somebody': {
    at: async (stage) => {
      expect(await stage.registry.change('POST', '/access/tokens', newToken(stage))).toBe(201);
      return `/access/users/${stage.other}`;
    },
    shows: list('Access tokens'),
    control: button('Revoke token ci'),
    does: async (stage) => {
      await button('Revoke token ci')(stage).click();
      await yes(stage, 'Revoke token');
      const tokens = async () => (await stage.registry.read(`/access/users/${stage.other}`)).tokens;
      await expect.poll(tokens).toEqual([]);
    },
    asks: async ({ registry, other }) => {
      const { tokens } = await registry.read(`/access/users/${other}`);
      return [`/access/tokens/${tokens[0].id}`];
    },
  },
  'rotate a token of somebody': {
    at: async (stage) => {
      expect(await stage.registry.change('POST', '/access/tokens', newToken(stage))).toBe(201);
      return `/access/users/${stage.other}`;
    },
    shows: list('Access tokens'),
    control: button('Rotate token ci'),
    does: async (stage) => {
      const tokens = async () => (await stage.registry.read(`/access/users/${stage.other}`)).tokens;
      const [old] = await tokens();
      await button('Rotate token ci')(stage).click();
      await yes(stage, 'Rotate token');
      const secret = stage.page.getByRole('region', { name: 'The new token' }).locator('code').first();
      expect(await clientStatus(stage, stage.other, (await secret.textContent()) ?? '')).toBe(200);
      expect(await tokens()).toMatchObject([{ label: old.label, grants: old.grants }]);
      expect((await tokens())[0].id).not.toBe(old.id);
    },
    asks: async ({ registry, other }) => {
      const { tokens } = await registry.read(`/access/users/${other}`);
      return [`/access/tokens/${tokens[0].id}/rotation`];
    },
  },
  'add a rule': {
    at: () => '/access/rules',
    shows: list('Rules'),
    control: button('Add a rule'),
    does: async (stage) => {
      await button('Add a rule')(stage).click();
      await stage.page.getByLabel('Whom').fill(`user:${stage.other}`);
      await stage.page.getByLabel('In which repositories').fill('secret/**');
      await stage.page.getByRole('checkbox', { name: 'push' }).check();
      await button('Add rule')(stage).click();
      await expect.poll(() => mayPush(stage)).toBe(true);
    },
    asks: (stage) => ['/access/rules', newRule(stage)],
  },
  'change a rule': {
    at: async (stage) => {
      expect(await stage.registry.change('POST', '/access/rules', newRule(stage))).toBe(201);
      return '/access/rules';
    },
    shows: list('Rules'),
    control: ({ page }) => page.getByRole('button', { name: /^Edit / }).first(),
    does: async (stage) => {
      const [rule] = await rulesOf(stage);
      await button(`Edit ${rule.id}`)(stage).click();
      await stage.page.getByRole('checkbox', { name: 'push' }).uncheck();
      await stage.page.getByRole('checkbox', { name: 'pull' }).check();
      await button('Save rule')(stage).click();
      await expect.poll(() => mayPush(stage)).toBe(false);
      expect(await rulesOf(stage)).toMatchObject([{ id: rule.id, actions: ['pull'] }]);
    },
    asks: async (stage) => [`/access/rules/${(await rulesOf(stage))[0].id}`, newRule(stage)],
  },
  'remove a rule': {
    at: async (stage) => {
      expect(await stage.registry.change('POST', '/access/rules', newRule(stage))).toBe(201);
      return '/access/rules';
    },
    shows: list('Rules'),
    control: ({ page }) => page.getByRole('button', { name: /^Remove / }).first(),
    does: async (stage) => {
      const [rule] = await rulesOf(stage);
      await button(`Remove ${rule.id}`)(stage).click();
      await yes(stage, 'Remove rule');
      await expect.poll(() => mayPush(stage)).toBe(false);
    },
    asks: async (stage) => [`/access/rules/${(await rulesOf(stage))[0].id}`],
  },
  'ask who may do what': {
    at: () => '/access/rules',
    shows: list('Rules'),
    control: button('Explain'),
    does: async (stage) => {
      await stage.page.getByLabel('Who', { exact: true }).fill(stage.other);
      await stage.page.getByLabel('Repository').fill('secret/thing');
      await button('Explain')(stage).click();
      const answer = list(`What ${stage.other} may do in secret/thing`)(stage);
      await expect(answer.getByRole('listitem').filter({ hasText: 'push' })).toContainText('no rule allows');
      expect(await mayPush(stage)).toBe(false);
    },
    asks: ({ other }) => [`/access/explain?who=${other}&repository=secret/thing`],
  },
};
