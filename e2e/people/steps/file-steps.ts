import { readFile } from 'node:fs/promises';
import type { FilesAnswer } from '../../../lib/dashboard/files/file-contracts';
import { fileRow, pushFiles } from '../../files-image';
import { expect, expectLive, type Stage, type Steps } from '../stage';
import type { Action } from '../table';

/** What is done with the files of an image. */
type FileAction = Extract<
  Action,
  | 'look into a file of an image'
  | 'end the reading of layers'
  | 'save a layer'
  | 'copy a config as it was pushed'
>;

const parts = ({ page }: Stage) => page.getByRole('navigation', { name: 'Parts of the manifest' });
const push = ({ registry, repository }: Stage) => pushFiles(registry.client, repository);
const pageOf = (tab: string) => async (stage: Stage) => (await push(stage)).path.replace(/files$/, tab);
const cancel = ({ page }: Stage) => page.getByRole('button', { name: 'Cancel', exact: true });
const download = ({ page }: Stage) => page.getByRole('link', { name: 'Download layer 1' });
const copy = ({ page }: Stage) => page.getByRole('button', { name: /^Copy the config as it was pushed/ });

/** An answer that says that layers are being read: a small image is read at once. */
function reading(given: FilesAnswer): FilesAnswer {
  const { repository, digest, layer, layers } = given;
  const [first] = layers;
  if (!first) throw new Error('the image has layers');
  return {
    state: 'indexing',
    repository,
    digest,
    layer,
    layers,
    reading: { digest: first.digest, position: 1, isWaiting: false, bytesRead: 0, bytes: 9, entries: 0 },
    layersRead: 0,
    layersNeeded: layers.length,
  };
}

export const fileSteps: Record<FileAction, Steps> = {
  'look into a file of an image': {
    at: pageOf('files?path=etc'),
    shows: parts,
    control: ({ page }) => fileRow(page, 'motd'),
    does: async ({ page }) => {
      await fileRow(page, 'motd').click();
      const look = page.getByRole('dialog', { name: 'motd' });
      await expect(look.getByRole('region', { name: 'Content of motd' })).toContainText('second');
    },
  },
  'end the reading of layers': {
    at: async (stage) => {
      const { path } = await push(stage);
      await stage.page.route(/\/api\/v1\/.*\/files\?.*q=/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: reading(await response.json()) });
      });
      return path;
    },
    shows: parts,
    // What the search asks for is not there yet.
    reach: async ({ page }) => {
      const search = page.getByRole('searchbox', { name: 'Search paths' });
      await expectLive(search);
      await search.fill('motd');
    },
    control: cancel,
    does: async (stage) => {
      const answer = stage.page.waitForResponse((one) => one.request().method() === 'DELETE');
      await cancel(stage).click();
      expect((await answer).ok()).toBe(true);
      await expect(stage.page.getByRole('heading', { name: 'Indexing was ended' })).toBeVisible();
      await stage.page.unrouteAll({ behavior: 'ignoreErrors' });
    },
  },
  'save a layer': {
    at: pageOf('layers'),
    shows: parts,
    control: download,
    does: async (stage) => {
      const saving = stage.page.waitForEvent('download');
      await download(stage).click();
      const saved = await readFile(await (await saving).path());
      expect(saved.subarray(0, 2).toString('hex')).toBe('1f8b');
    },
  },
  'copy a config as it was pushed': {
    at: pageOf('config'),
    shows: parts,
    control: copy,
    does: async (stage) => {
      await stage.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await copy(stage).click();
      await expect
        .poll(() => stage.page.evaluate(() => navigator.clipboard.readText()))
        .toContain('"rootfs"');
    },
  },
};
