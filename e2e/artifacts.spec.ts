import { gzipSync } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import { pack } from 'tar-stream';
import { describeContent, digestOf, imageManifest, mediaTypes } from '../tests/harness/content';
import { expectStatus, RepositoryClient } from '../tests/harness/push';
import { judge } from './judge';
import { expect, test } from './test';

const evil = '<img src=x onerror="window.injected=1"> \u202egnp';

/** An SBOM of 3,000 packages, one of them hostile. */
const sbom = JSON.stringify({
  spdxVersion: 'SPDX-2.3',
  name: 'team/app',
  packages: [
    { name: evil, versionInfo: evil, licenseConcluded: evil },
    ...Array.from({ length: 2_999 }, (_, at) => ({
      name: `package-${String(at).padStart(4, '0')}`,
      versionInfo: `1.${at}.0`,
      licenseConcluded: at % 2 === 0 ? 'MIT' : 'Apache-2.0',
      externalRefs: [{ referenceType: 'purl', referenceLocator: `pkg:npm/package-${at}@1` }],
    })),
  ],
});

const provenance = JSON.stringify({
  _type: 'https://in-toto.io/Statement/v1',
  predicateType: 'https://slsa.dev/provenance/v1',
  subject: [{ name: 'team/app', digest: { sha256: 'a'.repeat(64) } }],
  predicate: {
    buildDefinition: {
      buildType: 'https://mobyproject.org/buildkit@v1',
      externalParameters: { target: evil },
      resolvedDependencies: [{ uri: 'pkg:docker/alpine@3', digest: { sha256: 'b'.repeat(64) } }],
    },
    runDetails: { builder: { id: 'javascript:alert(1)' } },
  },
});

const readme = [
  '# The app',
  '<script>window.injected=1</script>',
  '',
  '![x](https://e.test/x.png)',
  '',
  'See [the site](https://example.com/app) and [this](javascript:alert(1)), \u202egnp.',
  '',
  '| Setting | Default |',
  '|---|---:|',
  '| `replicas` | 1 |',
].join('\n');

async function chartArchive(readme: string): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'app/values.yaml' }, 'replicas: 3');
  archive.entry({ name: 'app/README.md' }, readme);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

/** Pushes an image with an SBOM, provenance and a signature, and beside it a chart and a file. */
async function pushAll(port: number, text = readme) {
  const client = new RepositoryClient(port, 'team/app');
  for (const blob of ['{}', '{"os":"linux"}', 'layer']) await client.pushBlob(blob);
  const image = imageManifest('{"os":"linux"}', ['layer']);
  expectStatus('PUT', await client.putManifest('v1', image), 201);
  const push = async (
    content: string | Buffer,
    mediaType: string,
    more: Record<string, unknown>,
    config = '{}',
    configType: string = mediaTypes.empty,
  ) => {
    for (const blob of [content, config]) await client.pushBlob(blob);
    const layer = {
      ...describeContent(content, mediaType),
      annotations: { 'org.opencontainers.image.title': evil },
    };
    const bytes = imageManifest(config, [], {
      config: describeContent(config, configType),
      layers: [layer],
      ...more,
    });
    expectStatus('PUT', await client.putManifest(digestOf(bytes), bytes), 201);
    return digestOf(bytes);
  };
  const subject = describeContent(image, mediaTypes.manifest);
  const signing = 'application/vnd.dev.cosign.simplesigning.v1+json';
  const signed = JSON.stringify({
    critical: {
      type: 'cosign container image signature',
      image: { 'docker-manifest-digest': `sha256:${'c'.repeat(64)}` },
      identity: { 'docker-reference': evil },
    },
    optional: { who: evil },
  });
  return {
    image: digestOf(image),
    sbom: await push(sbom, 'application/spdx+json', { artifactType: 'application/spdx+json', subject }),
    provenance: await push(provenance, 'application/vnd.in-toto+json', {
      artifactType: 'application/vnd.in-toto+json',
      subject,
    }),
    signature: await push(signed, signing, {
      artifactType: 'application/vnd.dev.cosign.artifact.sig.v1+json',
      subject,
    }),
    chart: await push(
      await chartArchive(text),
      'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
      {},
      JSON.stringify({
        name: 'app',
        version: '1.2.3',
        home: 'javascript:alert(1)',
        dependencies: [{ name: 'db', version: '^2' }],
      }),
      'application/vnd.cncf.helm.config.v1+json',
    ),
    file: await push('some bytes', 'application/octet-stream', { artifactType: 'application/vnd.example' }),
  };
}

test('an SBOM is a table of packages that is filtered by the address, by keyboard alone', async ({
  page,
  empty,
}) => {
  const { image } = await pushAll(empty.port);
  await page.goto(`${empty.url}/r/team~app/m/${image}/referrers`);
  await page.getByRole('listitem').filter({ hasText: 'spdx' }).getByRole('link').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '3,000 packages' })).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('package-0042 npm');
  await expect(page.getByText('1 of 3,000 match')).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'package-0042' });
  await expect(row).toContainText('1.42.0');
  await expect(row).toContainText('MIT');
  await expect(page).toHaveURL(/\?q=package-0042/);
  await page.reload();
  await expect(page.getByText('1 of 3,000 match')).toBeVisible();
  await page.getByRole('searchbox').press('Escape');
  await expect(page).not.toHaveURL(/q=/);
  expect(await page.getByRole('row').count()).toBeLessThan(100);
});

test('provenance says who built it from what, and a signature what it says that it signs', async ({
  page,
  empty,
}) => {
  const { provenance, signature } = await pushAll(empty.port);
  await page.goto(`${empty.url}/r/team~app/m/${provenance}/content`);
  await expect(page.getByRole('link', { name: 'https://mobyproject.org/buildkit@v1' })).toBeVisible();
  await expect(page.locator('bdi').getByText('pkg:docker/alpine@3')).toBeVisible();
  await page.getByText('Show its JSON').click();
  await expect(page.locator('pre').filter({ hasText: '"predicateType"' })).toBeVisible();
  await page.goto(`${empty.url}/r/team~app/m/${signature}/content`);
  await expect(page.getByText('Present, not verified')).toBeVisible();
  await expect(page.getByText('signs another digest than the one it is attached to')).toBeVisible();
});

test('a chart shows what it is, its values and its text; a file how to get it', async ({ page, empty }) => {
  const { chart, file } = await pushAll(empty.port);
  await page.goto(`${empty.url}/r/team~app/m/${chart}/content`);
  await expect(page.getByText('replicas: 3')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'The app', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'the site' })).toHaveAttribute(
    'rel',
    'noopener noreferrer nofollow',
  );
  await expect(page.getByRole('link', { name: 'this' })).toHaveCount(0);
  await expect(page.getByRole('cell', { name: 'replicas' })).toBeVisible();
  await expect(page.getByText('[Picture: x]')).toBeVisible();
  await expect(page.getByText('See the site and this, \\u{202e}gnp.')).toBeVisible();
  await judge(page, 'chart');
  await page.getByRole('button', { name: 'Show as written' }).click();
  await expect(page.getByText('# The app')).toBeVisible();
  await expect(page.getByRole('heading', { name: '1 dependency' })).toBeVisible();
  await page.goto(`${empty.url}/r/team~app/m/${file}/content`);
  await expect(page.getByText(/oras pull .*team\/app@sha256/)).toBeVisible();
});

test('a README that takes too long to be laid out is shown as it is written', async ({ page, empty }) => {
  const { chart } = await pushAll(empty.port, `${'>'.repeat(100_000)} the end`);
  await page.clock.install();
  await page.goto(`${empty.url}/r/team~app/m/${chart}/content`);
  await expect(async () => {
    await page.clock.runFor(3_100);
    await expect(page.getByText('The text cannot be laid out')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expect(page.locator('pre').filter({ hasText: 'the end' })).toBeVisible();
});

test('what a pusher wrote in a file stays text', async ({ page, empty }) => {
  const all = await pushAll(empty.port);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).host));
  for (const digest of Object.values(all)) {
    await page.goto(`${empty.url}/r/team~app/m/${digest}/content`, { waitUntil: 'networkidle' });
    expect(await page.evaluate(() => 'injected' in window)).toBe(false);
    expect(await page.locator('main img, main script, main a[href^="javascript"]').count()).toBe(0);
    expect(await page.locator('main').textContent()).not.toContain('\u202e');
  }
  expect(new Set(asked)).toEqual(new Set([new URL(empty.url).host]));
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to object to in what a manifest holds, ${colorScheme}`, async ({ page, empty }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const all = await pushAll(empty.port);
    for (const [name, digest] of Object.entries(all)) {
      if (name === 'image') continue;
      await page.goto(`${empty.url}/r/team~app/m/${digest}/content`, { waitUntil: 'networkidle' });
      expect((await new AxeBuilder({ page }).analyze()).violations, name).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(360);
      await page.setViewportSize({ width: 1280, height: 800 });
    }
  });
}

test('referrers stand by what they are, and a VEX and a predicate of any type can be read', async ({
  page,
  empty,
}) => {
  const { image } = await pushAll(empty.port);
  const client = new RepositoryClient(empty.port, 'team/app');
  const bytes = await (await fetch(`${empty.url}/v2/team/app/manifests/${image}`)).text();
  const subject = describeContent(bytes, mediaTypes.manifest);
  const push = async (document: unknown, mediaType: string) => {
    const content = JSON.stringify(document);
    await client.pushBlob(content);
    const manifest = imageManifest('{}', [], {
      config: describeContent('{}', mediaTypes.empty),
      layers: [describeContent(content, mediaType)],
      artifactType: mediaType,
      subject,
    });
    expectStatus('PUT', await client.putManifest(digestOf(manifest), manifest), 201);
    return digestOf(manifest);
  };
  const vex = await push(
    {
      '@context': 'https://openvex.dev/ns/v0.2.0',
      author: evil,
      statements: [
        {
          vulnerability: { name: 'CVE-2026-1234' },
          status: 'not_affected',
          justification: evil,
          products: [{ '@id': 'pkg:oci/app' }],
        },
      ],
    },
    'application/vex+json',
  );
  const result = await push(
    {
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      subject: [{ name: 'team/app', digest: { sha256: 'a'.repeat(64) } }],
      predicate: { result: 'PASSED', by: evil },
    },
    'application/vnd.in-toto+json',
  );
  client.http.close();
  await page.goto(`${empty.url}/r/team~app/m/${image}/referrers`);
  const counts = page.locator('main').getByRole('heading', { level: 3 });
  await expect(counts).toHaveText(['Signatures1', 'SBOMs1', 'Attestations2', 'Others1']);
  await judge(page, 'referrers-grouped');
  await page.goto(`${empty.url}/r/team~app/m/${vex}/content`);
  const row = page.getByRole('table', { name: 'Vulnerabilities' }).getByRole('row').nth(1);
  await expect(row).toContainText('CVE-2026-1234');
  await expect(row).toContainText('not affected');
  await expect(row).toContainText('pkg:oci/app');
  await judge(page, 'vex');
  await page.goto(`${empty.url}/r/team~app/m/${result}/content`);
  await expect(
    page.getByText('https://in-toto.io/attestation/test-result/v0.1', { exact: true }),
  ).toBeVisible();
  await expect(page.getByRole('region', { name: 'What it says of them' })).toContainText(
    '"result": "PASSED"',
  );
  await judge(page, 'predicate');
  expect(await page.evaluate(() => 'injected' in window)).toBe(false);
});
