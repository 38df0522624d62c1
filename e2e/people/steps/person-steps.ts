import { password } from '../../guarded';
import { expect, type Stage, type Steps } from '../stage';
import type { Action } from '../table';

/** What administrators do about one account. */
type PersonAction = Extract<
  Action,
  | 'change the role of an account'
  | 'disable an account, and let it in again'
  | 'reset a password'
  | 'sign somebody out everywhere'
  | 'end a session of somebody'
  | 'remove an account'
>;

const button = (name: string | RegExp) => (stage: Stage) =>
  stage.page.locator('main').getByRole('button', { name, exact: true });
const yes = async ({ page }: Stage, name: string) =>
  await page.getByRole('dialog').getByRole('button', { name }).click();
const path = ({ other }: Stage) => `/access/users/${other}`;
const accountOf = async (stage: Stage) => (await stage.registry.read(path(stage))).account;
const sessionsOf = async (stage: Stage) => (await stage.registry.read(path(stage))).sessions;
const endSession = button(/^Sign out .* at 127\.0\.0\.1$/);

/** What each of them has: the page of somebody who is signed in. */
const person = {
  at: async (stage: Stage) => {
    expect((await stage.registry.enter(stage.other, password)).status).toBe(200);
    return path(stage);
  },
  shows: ({ page }: Stage) => page.getByRole('list', { name: 'Sessions' }),
};

export const personSteps: Record<PersonAction, Steps> = {
  'change the role of an account': {
    ...person,
    control: ({ page }) => page.getByLabel('Role'),
    does: async (stage) => {
      await stage.page.getByLabel('Role').selectOption('auditor');
      await expect.poll(async () => (await accountOf(stage)).role).toBe('auditor');
    },
    asks: (stage) => [path(stage), { role: 'administrator' }],
  },
  'disable an account, and let it in again': {
    ...person,
    control: button('Disable'),
    does: async (stage) => {
      await button('Disable')(stage).click();
      await yes(stage, 'Disable account');
      await expect.poll(async () => (await accountOf(stage)).isDisabled).toBe(true);
      expect((await stage.registry.enter(stage.other, password)).status).toBe(401);
      await button('Let in again')(stage).click();
      await expect.poll(async () => (await accountOf(stage)).isDisabled).toBe(false);
      expect((await stage.registry.enter(stage.other, password)).status).toBe(200);
    },
    asks: (stage) => [path(stage), { isDisabled: true }],
  },
  'reset a password': {
    ...person,
    control: button('Reset password'),
    does: async (stage) => {
      await button('Reset password')(stage).click();
      await yes(stage, 'Make another password');
      const made = stage.page.getByRole('region', { name: 'The new password' }).locator('code');
      const secret = (await made.textContent()) ?? '';
      expect((await stage.registry.enter(stage.other, secret)).status).toBe(200);
      expect((await stage.registry.enter(stage.other, password)).status).toBe(401);
    },
    asks: (stage) => [`${path(stage)}/password`],
  },
  'sign somebody out everywhere': {
    ...person,
    control: button('Sign out everywhere'),
    does: async (stage) => {
      await button('Sign out everywhere')(stage).click();
      await yes(stage, 'Sign out everywhere');
      await expect.poll(() => sessionsOf(stage)).toEqual([]);
    },
    asks: (stage) => [`${path(stage)}/sign-out`],
  },
  'end a session of somebody': {
    ...person,
    control: endSession,
    does: async (stage) => {
      await endSession(stage).click();
      await expect.poll(() => sessionsOf(stage)).toEqual([]);
    },
    asks: async (stage) => [`${path(stage)}/sessions/${(await sessionsOf(stage))[0].id}`],
  },
  'remove an account': {
    ...person,
    control: button('Remove'),
    does: async (stage) => {
      await button('Remove')(stage).click();
      await stage.page.getByRole('dialog').getByRole('textbox').fill(stage.other);
      await yes(stage, 'Remove account');
      await expect(stage.page).toHaveURL(`${stage.registry.url}/access/users`);
      expect(await stage.registry.change('GET', path(stage))).toBe(404);
      expect((await stage.registry.enter(stage.other, password)).status).toBe(401);
    },
    asks: (stage) => [path(stage)],
  },
};
