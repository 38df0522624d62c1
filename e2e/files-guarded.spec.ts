import { basic, SignedInClient } from '../tests/harness/accounts';
import { fileRow, pushFiles } from './files-image';
import { enter, expect, fromTheBrowser, password, test } from './guarded';

test('who may pull sees the files, and for who may not it is as if nothing were there', async ({
  page,
  guarded,
  complaints,
}) => {
  const client = new SignedInClient(guarded.port, basic('root', password));
  const seen = await pushFiles(client, 'team/files');
  const hidden = await pushFiles(client, 'secret/files');
  client.close();
  await enter(page, guarded.url, guarded.newUser());
  await page.goto(guarded.url + seen.path);
  await expect(fileRow(page, 'etc')).toBeVisible();
  await page.goto(guarded.url + hidden.path);
  await expect(page.getByRole('heading', { name: 'No such repository' }).first()).toBeAttached();
  const [layer = ''] = hidden.layers;
  const statusOf = async (repository: string, rest: string) => {
    const path = `/api/v1/repositories/${repository}/manifests/${hidden.digest}/${rest}`;
    return (await page.request.get(guarded.url + path)).status();
  };
  for (const rest of [
    'files',
    `files/content?layer=${layer}&entry=1`,
    `files/download?layer=${layer}&entry=1`,
    `blobs/download?digest=${layer}`,
  ]) {
    // Both images are of the same layers: what was read for the one is not told of the other.
    expect(await statusOf('team~files', rest), rest).toBe(200);
    expect(await statusOf('secret~files', rest), rest).toBe(404);
    expect(await statusOf('secret~nothing', rest), rest).toBe(404);
  }
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !fromTheBrowser.test(text)));
});
