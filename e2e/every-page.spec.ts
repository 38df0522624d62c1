import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addAccounts, basic, SignedInClient } from '../tests/harness/accounts';
import { digestOf, imageIndex, mediaTypes } from '../tests/harness/content';
import { type CyberDock, projectFolder, startCyberDock } from '../tests/harness/cyberdock';
import { DashboardClient, jsonOf } from '../tests/harness/dashboard-client';
import { HttpClient } from '../tests/harness/http-client';
import { expectStatus, RepositoryClient } from '../tests/harness/push';
import { until } from '../tests/harness/until';
import { everyPage, type Shown } from './every-page';
import { enter, fromTheBrowser, password } from './guarded';
import { judge } from './judge';
import { expect, test } from './test';

// One registry for all of them: they only look.
let cyberdock: CyberDock;
let shown: Shown;
let root: string;

test.beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'cyberdock-e2e-'));
  addAccounts(root, [
    { name: 'root', password, role: 'administrator' },
    { name: 'alice', password, groups: ['developers'] },
  ]);
  const env = {
    CYBERDOCK_AUTH_MODE: 'accounts',
    CYBERDOCK_STORAGE_FSYNC: 'false',
    CYBERDOCK_RETENTION_POLICIES: JSON.stringify([
      { name: 'old', repositories: ['team/**'], tags: ['v*'], keepLast: 1 },
    ]),
  };
  cyberdock = await startCyberDock({ root, env });
  const http = new SignedInClient(cyberdock.port, basic('root', password));
  const client = new RepositoryClient(http, 'team/app');
  const image = await client.pushImage('v1', [Buffer.from('base'), Buffer.from('one')]);
  const other = await client.pushImage('v2', [Buffer.from('base'), Buffer.from('two')]);
  for (const tag of ['latest', 'gone'])
    expectStatus('PUT', await client.putManifest(tag, image.manifest), 201);
  const index = imageIndex([image.manifest]);
  expectStatus('PUT', await client.putManifest('all', index, mediaTypes.index), 201);
  expectStatus('DELETE', await client.deleteManifest('gone'), 202);
  const plain = new HttpClient(cyberdock.port);
  const dashboard = await new DashboardClient(plain, { Origin: cyberdock.url }).signIn('root', password);
  const run = async (kind: string): Promise<number> => {
    const { id } = jsonOf(await dashboard.ask('/api/v1/jobs', { method: 'POST', json: { kind } }));
    await until(`the ${kind}`, async () => {
      return jsonOf(await dashboard.ask(`/api/v1/jobs/${id}`)).job.state === 'done';
    });
    return id;
  };
  const job = await run('plan');
  const plan = await run('retention-plan');
  for (const one of [http, plain]) one.close();
  shown = {
    url: cyberdock.url,
    digest: image.digest,
    other: other.digest,
    index: digestOf(index),
    job,
    plan,
  };
});

test.afterAll(async () => {
  await cyberdock.stop();
  await rm(root, { recursive: true, force: true });
});

test('every page of the dashboard is looked at', async () => {
  const folder = path.join(projectFolder, 'app');
  const files = await readdir(folder, { recursive: true });
  expect(files.filter((file) => path.basename(file) === 'page.tsx').sort()).toEqual(
    Object.keys(everyPage).sort(),
  );
});

for (const [file, looks] of Object.entries(everyPage)) {
  for (const [what, look] of Object.entries(looks)) {
    test(`axe finds nothing to object to in ${what}, in both themes, and nothing is beyond 360 px`, async ({
      page,
      complaints,
    }) => {
      test.info().annotations.push({ type: 'page', description: file });
      await enter(page, cyberdock.url, 'root');
      const asked = look.path(shown);
      await page.goto(cyberdock.url + asked, { waitUntil: 'networkidle' });
      await expect(page).toHaveURL(cyberdock.url + (look.leadsTo?.(shown) ?? asked));
      await look.open?.(page);
      await judge(page, what.replaceAll(' ', '-'));
      const said = complaints.splice(0);
      expect(look.isMissing ? said.filter((text) => !fromTheBrowser.test(text)) : said).toEqual([]);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });
  }
}
