import { beforeAll, expect, it } from 'vitest';
import { mediaTypes } from '../harness/content';
import { expectStatus } from '../harness/push';
import { describeClients, installedClient } from './client';
import { crane as craneClient, oras as orasClient, regctl as regctlClient } from './go-clients';
import { isCyberDock, registry, repositories, repository } from './registry';
import { run } from './run';
import { useScratch } from './scratch';

const skopeo = installedClient('skopeo');
const crane = await craneClient();
const oras = await orasClient();
const regctl = await regctlClient();

/** More than the thousand that the clients ask for at once. */
const count = 1_005;
const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(4, '0'));
const tags = numbers.map((number) => `v${number}`);
const names = numbers.map((number) => `pages/r${number}`);

describeClients('lists of more than a thousand', [skopeo, crane, oras, regctl], () => {
  const scratch = useScratch();
  const lines = async (program: string, ...args: string[]) =>
    (await run(program, args, { env: { REGCTL_CONFIG: scratch.file('regctl.json') } })).split('\n');

  beforeAll(async () => {
    const regctlHost = ['registry', 'set', registry.host, '--tls=disabled', '--skip-check'];
    await run(regctl.program, regctlHost, { env: { REGCTL_CONFIG: scratch.file('regctl.json') } });
    const { manifest } = await repository('pages/tags').pushImage('v0000', []);
    const config = (JSON.parse(String(manifest)) as { config: { digest: string } }).config.digest;
    const put = async (name: string, tag: string) =>
      expectStatus('PUT', await repository(name).putManifest(tag, manifest, mediaTypes.manifest), 201);
    await atOnce(tags, (tag) => put('pages/tags', tag));
    await atOnce(names, async (name) => {
      expectStatus('mount', await repository(name).mount(config, 'pages/tags'), 201);
      await put(name, 'v1');
    });
  });

  it('of tags are read whole by crane, oras, regctl and skopeo', async () => {
    const image = `${registry.host}/pages/tags`;
    expect((await lines(crane.program, 'ls', image)).sort()).toEqual(tags);
    expect((await lines(oras.program, 'repo', 'tags', '--plain-http', image)).sort()).toEqual(tags);
    expect((await lines(regctl.program, 'tag', 'ls', image)).sort()).toEqual(tags);
    const listed = await run(skopeo.program, ['list-tags', '--tls-verify=false', `docker://${image}`]);
    expect((JSON.parse(listed) as { Tags: string[] }).Tags.sort()).toEqual(tags);
  });

  it('of repositories are read whole by crane and oras', async () => {
    const all = await repositories();
    expect(all.filter((name) => name.startsWith('pages/r'))).toEqual(names);
    expect(await lines(crane.program, 'catalog', registry.host)).toEqual(all);
    expect(await lines(oras.program, 'repo', 'ls', '--plain-http', registry.host)).toEqual(all);
  });

  it('of repositories are read page by page by regctl', async () => {
    const all = await repositories();
    const read: string[] = [];
    for (;;) {
      const last = read.at(-1);
      const from = last === undefined ? [] : [`--last=${last}`];
      const page = await lines(regctl.program, 'repo', 'ls', '--limit=400', ...from, registry.host);
      read.push(...page.filter((name) => name !== ''));
      if (page.length < 400) break;
    }
    expect(read).toEqual(all);
  });

  it.runIf(isCyberDock)('of tags are read page by page by regctl', async () => {
    const image = `${registry.host}/pages/tags`;
    expect(await lines(regctl.program, 'tag', 'ls', '--limit=3', image)).toEqual(['v0000', 'v0001', 'v0002']);
    expect(await lines(regctl.program, 'tag', 'ls', '--limit=3', '--last=v0499x', image)).toEqual([
      'v0500',
      'v0501',
      'v0502',
    ]);
  });
});

/** Does something for each item, sixteen at once. */
async function atOnce<T>(items: T[], act: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const item of left) await act(item);
    }),
  );
}
