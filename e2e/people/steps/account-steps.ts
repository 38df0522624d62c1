import { basic } from '../../../tests/harness/accounts';
import { password, signIn } from '../../guarded';
import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';

/** What everybody does about their own account. */
type AccountAction = Extract<
  Action,
  | 'change the own password'
  | 'make an own token'
  | 'revoke an own token'
  | 'rotate an own token'
  | 'end another own session'
  | 'sign out everywhere'
  | 'sign out'
  | 'sign in'
>;

const next = 'another horse battery';
const profile = ({ page }: Stage) => page.getByRole('region', { name: 'Profile' });
const button = (name: string | RegExp) => (stage: Stage) =>
  stage.page.locator('main').getByRole('button', { name, exact: true });
const account = { at: () => '/account', shows: profile, isOwn: true } as const;

/** What a container client is answered that signs in so. */
export async function clientStatus({ registry }: Stage, name: string, secret: string): Promise<number> {
  const headers = { Authorization: basic(name, secret) };
  const answer = await fetch(`${registry.url}/v2/`, { headers });
  await answer.text();
  return answer.status;
}

const signOut = ({ page }: Stage) => page.getByRole('button', { name: 'Sign out', exact: true });

const secrets = new WeakMap<Stage, string>();

/** Makes a token without the page. @returns its secret */
async function makeToken({ page, registry }: Stage): Promise<string> {
  const answer = await page.request.post('/api/v1/tokens', {
    headers: { Origin: registry.url },
    data: { label: 'laptop', lifetimeDays: 1, grants: null },
  });
  return (await answer.json()).text;
}

export const accountSteps: Record<AccountAction, Steps> = {
  'change the own password': {
    ...account,
    control: button('Change password'),
    does: async (stage) => {
      const { page, registry, me } = stage;
      await page.getByLabel('Present password').fill(password);
      await page.getByLabel('New password').fill(next);
      await button('Change password')(stage).click();
      await expect(page.getByText('Password changed.').first()).toBeVisible();
      expect((await registry.enter(me, password)).status).toBe(401);
      expect((await registry.enter(me, next)).status).toBe(200);
    },
  },
  'make an own token': {
    ...account,
    control: button('Make a token'),
    does: async (stage) => {
      await button('Make a token')(stage).click();
      await stage.page.getByLabel('What it is for').fill('laptop');
      await stage.page.getByRole('button', { name: 'Make token' }).click();
      const secret = stage.page.getByRole('region', { name: 'The new token' }).locator('code').first();
      expect(await clientStatus(stage, stage.me, (await secret.textContent()) ?? '')).toBe(200);
    },
  },
  'revoke an own token': {
    ...account,
    at: async (stage) => {
      secrets.set(stage, await makeToken(stage));
      return '/account';
    },
    control: button('Revoke token laptop'),
    does: async (stage) => {
      const secret = secrets.get(stage) ?? '';
      expect(await clientStatus(stage, stage.me, secret)).toBe(200);
      await button('Revoke token laptop')(stage).click();
      await stage.page.getByRole('dialog').getByRole('button', { name: 'Revoke token' }).click();
      await expect(stage.page.getByRole('dialog')).toBeHidden();
      await expect.poll(() => clientStatus(stage, stage.me, secret)).toBe(401);
    },
  },
  'rotate an own token': {
    ...account,
    at: async (stage) => {
      secrets.set(stage, await makeToken(stage));
      return '/account';
    },
    control: button('Rotate token laptop'),
    does: async (stage) => {
      await button('Rotate token laptop')(stage).click();
      await stage.page.getByRole('dialog').getByRole('button', { name: 'Rotate token' }).click();
      const secret = stage.page.getByRole('region', { name: 'The new token' }).locator('code').first();
      expect(await clientStatus(stage, stage.me, (await secret.textContent()) ?? '')).toBe(200);
      expect(await clientStatus(stage, stage.me, secrets.get(stage) ?? '')).toBe(401);
    },
  },
  'end another own session': {
    ...account,
    at: async ({ registry, me }) => {
      await registry.enter(me, password);
      return '/account';
    },
    control: button(/^Sign out .* at 127\.0\.0\.1$/),
    does: async (stage) => {
      await button(/^Sign out .* at 127\.0\.0\.1$/)(stage).click();
      const sessions = async () => (await stage.registry.read(`/access/users/${stage.me}`)).sessions;
      await expect.poll(async () => (await sessions()).length).toBe(1);
      expect(await stage.ask('GET', '/sessions')).toBe(200);
    },
  },
  'sign out everywhere': {
    ...account,
    at: async ({ registry, me }) => {
      await registry.enter(me, password);
      return '/account';
    },
    control: button('Sign out everywhere'),
    does: async (stage) => {
      await button('Sign out everywhere')(stage).click();
      const question = stage.page.getByRole('dialog', { name: 'Sign out everywhere?' });
      await question.getByRole('button', { name: 'Sign out everywhere' }).click();
      await expect(stage.page).toHaveURL(`${stage.registry.url}/sign-in`);
      expect((await stage.registry.read(`/access/users/${stage.me}`)).sessions).toEqual([]);
    },
  },
  'sign out': {
    ...account,
    reach: async ({ page, me }) => await page.getByRole('button', { name: `Account of ${me}` }).click(),
    control: signOut,
    does: async (stage) => {
      await signOut(stage).click();
      await expect(stage.page).toHaveURL(`${stage.registry.url}/sign-in`);
      expect(await stage.ask('GET', '/sessions')).toBe(401);
    },
  },
  'sign in': {
    at: async ({ page }) => {
      await page.context().clearCookies();
      return '/account';
    },
    shows: ({ page }) => page.getByRole('heading', { name: 'Sign in to CyberDock' }),
    control: ({ page }) => page.getByRole('button', { name: 'Sign in' }),
    does: async (stage) => {
      const { page, registry, kind } = stage;
      const name = registry.newPerson(kind);
      await signIn(page, name);
      await expect(page).toHaveURL(`${registry.url}/account`);
      const session = await (await page.request.get('/api/v1/session')).json();
      expect(session.viewer).toMatchObject({ name });
    },
  },
};
