import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { describeClients } from './client';
import { helm as helmClient } from './go-clients';
import { digestBehind, registry } from './registry';
import { run } from './run';
import { useScratch } from './scratch';

const client = await helmClient();

describeClients('helm', [client], () => {
  const scratch = useScratch();
  const helm = (...args: string[]) =>
    run(client.program, args, {
      cwd: scratch.file(),
      env: {
        HELM_CACHE_HOME: scratch.file('cache'),
        HELM_CONFIG_HOME: scratch.file('config'),
        HELM_DATA_HOME: scratch.file('data'),
      },
    });
  const checksum = async (file: string) =>
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  const charts = `oci://${registry.host}/helm`;
  const packageChart = (version: string) => helm('package', '--version', version, 'shop');

  beforeAll(() => helm('create', 'shop'));

  it('pulls the chart that it pushed, byte for byte', async () => {
    await packageChart('1.2.3');
    await helm('push', '--plain-http', 'shop-1.2.3.tgz', charts);
    expect(await digestBehind('helm/shop', '1.2.3')).toMatch(/^sha256:/);
    await mkdir(scratch.file('pulled'));
    await helm(
      'pull',
      '--plain-http',
      '--version=1.2.3',
      `--destination=${scratch.file('pulled')}`,
      `${charts}/shop`,
    );
    expect(await checksum(scratch.file('pulled', 'shop-1.2.3.tgz'))).toBe(
      await checksum(scratch.file('shop-1.2.3.tgz')),
    );
  });

  it('shows and renders a chart from the registry', async () => {
    await packageChart('2.0.0');
    await helm('push', '--plain-http', 'shop-2.0.0.tgz', charts);
    expect(await helm('show', 'chart', '--plain-http', '--version=2.0.0', `${charts}/shop`)).toContain(
      'version: 2.0.0',
    );
    expect(await helm('template', '--plain-http', '--version=2.0.0', `${charts}/shop`)).toContain(
      'kind: Deployment',
    );
  });

  it('finds the newest version within a range, from the list of tags', async () => {
    for (const version of ['3.1.0', '3.10.0', '3.9.0', '4.0.0']) {
      await packageChart(version);
      await helm('push', '--plain-http', `shop-${version}.tgz`, charts);
    }
    expect(await helm('show', 'chart', '--plain-http', '--version=^3', `${charts}/shop`)).toContain(
      'version: 3.10.0',
    );
  });

  it('keeps the build metadata of a version, which a tag cannot hold', async () => {
    await packageChart('5.0.0+build.7');
    await helm('push', '--plain-http', 'shop-5.0.0+build.7.tgz', charts);
    expect(await digestBehind('helm/shop', '5.0.0_build.7')).toMatch(/^sha256:/);
    expect(
      await helm('show', 'chart', '--plain-http', '--version=5.0.0+build.7', `${charts}/shop`),
    ).toContain('version: 5.0.0+build.7');
  });
});
