import { RepositoryClient } from '../tests/harness/push';
import { judge } from './judge';
import { expect, test } from './test';

test('every check is told in plain words, with the requests and the uploads of clients', async ({
  page,
  empty,
}) => {
  const client = new RepositoryClient(empty.port, 'team/app');
  await client.pushImage('1.0', [Buffer.from('a layer')]);
  await client.startUpload();
  await page.goto(`${empty.url}/health`);
  await expect(page).toHaveTitle('Health · CyberDock');
  const checks = page.getByRole('list', { name: 'Checks' }).getByRole('listitem');
  await expect(checks.filter({ hasText: 'Disk space' })).toContainText('are free.');
  await expect(page.getByRole('list', { name: 'Requests' })).toContainText(
    'PUT /v2/{name}/manifests/{reference}',
  );
  await expect(page.getByRole('list', { name: 'Open uploads' })).toContainText('team/app');
  await judge(page, 'health');
  client.http.close();
});
