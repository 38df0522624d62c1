import { fromTheBrowser, signIn } from '../guarded';
import { kinds } from './kinds';
import { expect, expectLive, open, type Stage, type Steps, test } from './stage';
import { type Action, table } from './table';

/** What stands where a page would that somebody may not read. */
export const refused = 'Only administrators and auditors read this';

/** Makes a test of each action for each kind of user. */
export function runTable(steps: Partial<Record<Action, Steps>>): void {
  for (const kind of kinds)
    test.describe(kind, () => {
      test.use({ kind });
      for (const [action, step] of Object.entries(steps) as [Action, Steps][]) {
        const { asks, expected } = table[action];
        test(`${action}: ${kind} ${expected[kind]}`, async ({ stage, complaints }) => {
          if (step.isOwn) await enterAlone(stage);
          await open(stage.page, await step.at(stage));
          if (expected[kind] === 'does it') await doesIt(step, stage);
          else await isRefused(step, stage, asks, expected[kind] === 'is refused the page');
          // The browser itself reports the status of what was refused, or is not there any more.
          complaints.splice(0, complaints.length, ...complaints.filter((text) => !fromTheBrowser.test(text)));
        });
      }
    });
}

async function doesIt(step: Steps, stage: Stage): Promise<void> {
  await expect(step.shows(stage)).toBeVisible();
  await step.reach?.(stage);
  await expect(step.control(stage)).toBeEnabled();
  await expectLive(step.control(stage));
  await step.does(stage);
}

async function isRefused(step: Steps, stage: Stage, asks: string | null, page: boolean): Promise<void> {
  if (page) await expect(stage.page.getByRole('heading', { name: refused })).toBeVisible();
  else {
    await expect(step.shows(stage)).toBeVisible();
    await step.reach?.(stage);
  }
  await expect(step.control(stage)).toHaveCount(0);
  if (asks === null) return;
  if (!step.asks) throw new Error('An action that somebody is refused says what it asks.');
  const [method = ''] = asks.split(' ');
  const [path, json] = await step.asks(stage);
  expect(await stage.ask(method, path, json), asks).toBe(403);
}

/** Signs somebody in who is known to this test alone, through the page. */
async function enterAlone(stage: Stage): Promise<void> {
  const { page, registry, kind } = stage;
  stage.me = registry.newPerson(kind);
  await page.context().clearCookies();
  await open(page, '/sign-in');
  await signIn(page, stage.me);
  await expect(page).toHaveURL(`${registry.url}/`);
}
