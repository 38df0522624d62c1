import { readdirSync } from 'node:fs';
import path from 'node:path';
import { apiModel } from '../../tests/access/dashboard-api/api-model';
import { projectFolder } from '../../tests/harness/cyberdock';
import { fromTheBrowser } from '../guarded';
import { type Kind, kinds, outcomes } from './kinds';
import { refused } from './run-table';
import { screens } from './screens';
import { expect, type Stage, test } from './stage';
import { accessSteps } from './steps/access-steps';
import { accountSteps } from './steps/account-steps';
import { bulkSteps } from './steps/bulk-steps';
import { fileSteps } from './steps/file-steps';
import { imageSteps } from './steps/image-steps';
import { limitSteps } from './steps/limit-steps';
import { listSteps } from './steps/list-steps';
import { personSteps } from './steps/person-steps';
import { storeSteps } from './steps/store-steps';
import { tagSteps } from './steps/tag-steps';
import { trashSteps } from './steps/trash-steps';
import { watchSteps } from './steps/watch-steps';
import { type Line, table } from './table';

const steps = {
  ...listSteps,
  ...tagSteps,
  ...bulkSteps,
  ...imageSteps,
  ...fileSteps,
  ...trashSteps,
  ...watchSteps,
  ...storeSteps,
  ...accessSteps,
  ...personSteps,
  ...accountSteps,
  ...limitSteps,
};
const lines: [string, Line][] = Object.entries(table);

/** The pages of the dashboard, by the files that make them. */
function pagesOfApp(): string[] {
  return readdirSync(path.join(projectFolder, 'app'), { recursive: true })
    .map(String)
    .filter((file) => path.basename(file) === 'page.tsx')
    .map((file) => `/${path.dirname(file).replace(/\([^)]+\)\/?/g, '')}`.replace(/(?<=.)\/$/, ''))
    .sort();
}

test.describe('the table', () => {
  test('every action has steps, and says of every kind of user what comes of it', () => {
    expect(Object.keys(steps).sort()).toEqual(Object.keys(table).sort());
    for (const [action, { expected }] of lines) {
      expect(Object.keys(expected), action).toEqual([...kinds]);
      for (const kind of kinds) expect(outcomes, `${action}, ${kind}`).toContain(expected[kind]);
    }
  });

  test('every page of the dashboard is in it, and every action stands on one of them', () => {
    expect(Object.keys(screens).sort()).toEqual(pagesOfApp());
    for (const [action, { page }] of lines) expect(Object.keys(screens), action).toContain(page);
  });

  test('every route of the API that changes something is what some action asks', () => {
    const changes = Object.keys(apiModel).filter((route) => !/^GET |\{path\}$/.test(route));
    const asked = new Set(lines.map(([, { asks }]) => asks?.replace(' ', ' /api/v1')));
    expect(changes.filter((route) => !asked.has(route))).toEqual([]);
    for (const one of asked) if (one !== undefined) expect(Object.keys(apiModel)).toContain(one);
  });
});

/** Opens every page as somebody, and looks at what they come to. */
async function openAll(stage: Stage, kind: Kind): Promise<void> {
  for (const [name, { at, heading, expected }] of Object.entries(screens)) {
    await stage.page.goto(at(stage));
    const forbidden = stage.page.getByRole('heading', { name: refused });
    const opened = stage.page.getByRole('heading', { level: 1, name: heading, exact: true });
    if (expected[kind] === 'is refused the page') await expect(forbidden, name).toBeVisible();
    else {
      await expect(opened, name).toBeVisible();
      await expect(forbidden, name).toHaveCount(0);
    }
  }
}

for (const kind of kinds)
  test.describe(kind, () => {
    test.use({ kind });

    test(`every page opens for one who may read it, and tells others who does: ${kind}`, async ({
      stage,
      complaints,
    }) => {
      await openAll(stage, kind);
      complaints.splice(0, complaints.length, ...complaints.filter((text) => !fromTheBrowser.test(text)));
    });
  });

test.describe('developer', () => {
  test.use({ kind: 'developer' });

  test('what lies outside the namespace of somebody looks like what is not there', async ({
    stage: { page, registry, ask },
    complaints,
  }) => {
    await registry.push('secret/thing', { v1: 'one' });
    for (const name of ['secret~thing', 'secret~nothing']) {
      await page.goto(`/r/${name}/tags`);
      await expect(page.getByRole('heading', { name: 'No such repository' }).first()).toBeAttached();
      expect(await ask('GET', `/repositories/${name}/tags`)).toBe(404);
      expect(await ask('POST', `/repositories/${name}/deletion`, { plan: 'any' })).toBe(404);
    }
    complaints.splice(0, complaints.length, ...complaints.filter((text) => !fromTheBrowser.test(text)));
  });
});
