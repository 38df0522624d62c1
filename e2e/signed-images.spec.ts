import { describeContent, digestOf, imageIndex, imageManifest, mediaTypes } from '../tests/harness/content';
import { expectStatus, RepositoryClient } from '../tests/harness/push';
import { judge } from './judge';
import { pushTags, smallImage } from './push-tags';
import { expect, test } from './test';

const unchecked = 'Signatures are present, not checked here';

/** An index for two platforms, one of them signed as cosign does, with an SBOM by BuildKit. */
async function pushSigned(port: number) {
  const client = new RepositoryClient(port, 'team/app');
  const blobs = ['{}', '{"os":"linux","architecture":"amd64"}', '{"os":"linux","architecture":"arm64"}'];
  for (const blob of [...blobs, 'layer', 'signed', 'statement']) await client.pushBlob(blob);
  const [amd, arm] = [imageManifest(blobs[1] ?? '', ['layer']), imageManifest(blobs[2] ?? '', ['layer'])];
  const said = (layer: object) =>
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.manifest,
        config: describeContent('{}', mediaTypes.config),
        layers: [layer],
      }),
    );
  const attestation = said({
    ...describeContent('statement', 'application/vnd.in-toto+json'),
    annotations: { 'in-toto.io/predicate-type': 'https://spdx.dev/Document' },
  });
  for (const manifest of [amd, arm, attestation])
    expectStatus('PUT', await client.putManifest(digestOf(manifest), manifest), 201);
  const index = JSON.parse(String(imageIndex([amd, arm, attestation])));
  index.manifests[2].platform = { os: 'unknown', architecture: 'unknown' };
  index.manifests[2].annotations = { 'vnd.docker.reference.type': 'attestation-manifest' };
  expectStatus(
    'PUT',
    await client.putManifest('v1', Buffer.from(JSON.stringify(index)), mediaTypes.index),
    201,
  );
  const signature = said(describeContent('signed', 'application/vnd.dev.cosign.simplesigning.v1+json'));
  const tag = `${digestOf(arm).replace(':', '-')}.sig`;
  expectStatus('PUT', await client.putManifest(tag, signature), 201);
  return { client, arm: digestOf(arm), signature: digestOf(signature), tag };
}

test('an image is marked for what is said of its platforms, and the tags of signatures are folded until asked for', async ({
  page,
  empty,
}) => {
  const { client, arm, signature, tag } = await pushSigned(empty.port);
  await page.goto(`${empty.url}/r/team~app/tags`);
  const rows = page.locator('[role=row][data-row]');
  await expect(rows).toHaveCount(1);
  await expect(rows.getByText('Has a signature, which was not checked here')).toBeAttached();
  await expect(rows.getByText('Has an SBOM')).toBeAttached();
  await expect(rows.getByText('Has an attestation')).toHaveCount(0);
  await expect(page.getByText('1 tag of signatures, SBOMs and attestations is folded')).toBeVisible();
  await judge(page, 'tags-folded');
  const show = page.getByRole('link', { name: 'Show it' });
  await show.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`${empty.url}/r/team~app/tags?attached=shown`);
  await expect(rows).toHaveCount(2);
  await judge(page, 'tags-with-signatures');
  await rows
    .filter({ hasText: tag.slice(-10) })
    .getByRole('link', { name: `About ${arm.slice(0, 19)}` })
    .click();
  await expect(page).toHaveURL(new RegExp(`/r/team~app/m/${arm}/overview$`));
  await page.goto(`${empty.url}/r/team~app/t/v1`);
  await expect(page.getByText('Has a signature, which was not checked here')).toBeAttached();
  await page.getByRole('link', { name: 'Referrers' }).click();
  await expect(page.locator(`a[href$="/m/${signature}/content"]`)).toBeVisible();
  await expect(page.getByRole('link', { name: tag })).toBeVisible();
  await expect(page.getByText('About a platform')).toBeVisible();
  await expect(page.getByText(unchecked)).toBeVisible();
  await judge(page, 'referrers-of-platforms');
  client.http.close();
});

test('where no signature is among the referrers, nothing is said of signatures', async ({ page, empty }) => {
  const { v1 = '' } = await pushTags(empty.port, 'team/app', { v1: 'one' });
  const client = new RepositoryClient(empty.port, 'team/app');
  for (const blob of ['{}', 'packages']) await client.pushBlob(blob);
  const sbom = imageManifest('{}', [], {
    config: describeContent('{}', mediaTypes.empty),
    layers: [describeContent('packages', 'application/spdx+json')],
    artifactType: 'application/spdx+json',
    subject: describeContent(smallImage('one').manifest, mediaTypes.manifest),
  });
  expectStatus('PUT', await client.putManifest(digestOf(sbom), sbom), 201);
  client.http.close();
  await page.goto(`${empty.url}/r/team~app/m/${v1}/referrers`);
  await expect(page.getByRole('heading', { name: '1 referrer', exact: true })).toBeVisible();
  await expect(page.getByText(unchecked)).toHaveCount(0);
});

test('a deletion names what comes free, what stays and for whom, and what goes with it', async ({
  page,
  empty,
}) => {
  const { client } = await pushSigned(empty.port);
  const other = new RepositoryClient(empty.port, 'team/other');
  for (const blob of ['{"os":"linux"}', 'layer']) await other.pushBlob(blob);
  expectStatus('PUT', await other.putManifest('v1', imageManifest('{"os":"linux"}', ['layer'])), 201);
  await page.goto(`${empty.url}/r/team~app/t/v1`);
  await page.getByRole('button', { name: 'Delete manifest' }).click();
  const question = page.getByRole('dialog');
  await expect(question.getByText('that nothing else needs come free')).toBeVisible();
  await expect(question.getByText('4 manifests that nothing else needs go too:')).toBeVisible();
  await expect(question.getByText('Signature')).toBeVisible();
  await expect(question.getByText('5 B stay, because others need them:')).toBeVisible();
  await expect(question.getByRole('link', { name: 'team/other' })).toBeVisible();
  await judge(page, 'delete-manifest');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await page.goto(`${empty.url}/r/team~app/tags`);
  await page.getByRole('button', { name: 'Delete repository' }).click();
  await expect(question.getByText('5 B stay, because others need them:')).toBeVisible();
  await judge(page, 'delete-repository');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More of v1' }).click();
  await page.getByRole('button', { name: 'Delete tag' }).click();
  await expect(question.getByText('1 manifest loses its last tag')).toBeVisible();
  await judge(page, 'delete-last-tag');
  client.http.close();
  other.http.close();
});
