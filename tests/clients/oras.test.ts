import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { describeClients } from './client';
import { oras as orasClient } from './go-clients';
import { uniqueImage } from './images';
import { digestBehind, isCyberDock, registry, repositories, repository } from './registry';
import { run } from './run';
import { useScratch } from './scratch';

const client = await orasClient();
const billType = 'application/vnd.example.bill';

describeClients('oras', [client], () => {
  const scratch = useScratch();
  /** Runs `oras` where its files lie: it keeps the paths that it is given in the artifact. */
  const oras = (...args: string[]) => run(client.program, args, { cwd: scratch.file() });
  const plain = '--plain-http';

  beforeAll(async () => {
    await writeFile(scratch.file('notes.txt'), `notes of ${process.pid} at ${Date.now()}`);
    await writeFile(scratch.file('bill.json'), '{"packages":[]}');
    await writeFile(scratch.file('signature.txt'), 'a signature');
  });

  it('pulls the files of an artifact that it pushed', async () => {
    const name = `${registry.host}/oras/artifact:v1`;
    const pushed = JSON.parse(
      await oras(
        'push',
        plain,
        '--format=json',
        '--artifact-type=application/vnd.example.notes',
        name,
        'notes.txt:text/plain',
      ),
    ) as { digest: string };
    expect(await digestBehind('oras/artifact', 'v1')).toBe(pushed.digest);
    await oras('pull', plain, `--output=${scratch.file('pulled')}`, name);
    expect(await readFile(scratch.file('pulled', 'notes.txt'))).toEqual(
      await readFile(scratch.file('notes.txt')),
    );
  });

  it('gives an artifact further tags, and lists them', async () => {
    const name = `${registry.host}/oras/tagged`;
    await oras('push', plain, `${name}:b`, 'notes.txt');
    await oras('tag', plain, `${name}:b`, 'a', 'c');
    expect((await oras('repo', 'tags', plain, name)).split('\n').sort()).toEqual(['a', 'b', 'c']);
    expect(await digestBehind('oras/tagged', 'c')).toBe(await digestBehind('oras/tagged', 'b'));
  });

  it.runIf(isCyberDock)(
    'discovers what refers to an image, by the referrers API, and filters it by type',
    async () => {
      const { layout, digest } = await uniqueImage(scratch.file('subject'));
      const name = `${registry.host}/oras/subject`;
      await oras('cp', `--to-plain-http`, '--from-oci-layout', `${layout.folder}:v1`, `${name}:v1`);
      await oras('attach', plain, `--artifact-type=${billType}`, `${name}:v1`, 'bill.json');
      await oras(
        'attach',
        plain,
        '--artifact-type=application/vnd.example.signature',
        `${name}:v1`,
        'signature.txt',
      );

      const discover = async (...options: string[]) =>
        JSON.parse(
          await oras(
            'discover',
            plain,
            '--format=json',
            '--distribution-spec=v1.1-referrers-api',
            ...options,
            `${name}:v1`,
          ),
        ) as { digest: string; referrers?: { digest: string; artifactType: string; annotations?: object }[] };
      const all = await discover();
      expect(all.digest).toBe(digest);
      expect(all.referrers?.map(({ artifactType }) => artifactType).sort()).toEqual([
        billType,
        'application/vnd.example.signature',
      ]);
      const bills = await discover(`--artifact-type=${billType}`);
      expect(bills.referrers?.map(({ artifactType }) => artifactType)).toEqual([billType]);
      // The fallback for registries without the API would have left a tag.
      expect(await repository('oras/subject').tags()).toEqual(['v1']);
    },
  );

  it.runIf(isCyberDock)(
    'copies an image with all that refers to it, also to what refers to that',
    async () => {
      const { layout, digest } = await uniqueImage(scratch.file('tree'));
      const [source, target] = [`${registry.host}/oras/tree`, `${registry.host}/oras/tree-copy`];
      await oras('cp', '--to-plain-http', '--from-oci-layout', `${layout.folder}:v1`, `${source}:v1`);
      await oras('attach', plain, `--artifact-type=${billType}`, `${source}:v1`, 'bill.json');
      const [bill = ''] = await repository('oras/tree').referrers(digest);
      await oras(
        'attach',
        plain,
        '--artifact-type=application/vnd.example.signature',
        `${source}@${bill}`,
        'signature.txt',
      );

      await oras('cp', '--recursive', '--from-plain-http', '--to-plain-http', `${source}:v1`, `${target}:v1`);
      expect(await repository('oras/tree-copy').referrers(digest)).toEqual([bill]);
      expect(await repository('oras/tree-copy').referrers(bill)).toEqual(
        await repository('oras/tree').referrers(bill),
      );
    },
  );

  it('pushes, fetches and deletes a single blob', async () => {
    const name = `${registry.host}/oras/blob`;
    const { digest } = JSON.parse(await oras('blob', 'push', plain, '--descriptor', name, 'notes.txt')) as {
      digest: string;
    };
    await oras('blob', 'fetch', plain, `--output=${scratch.file('blob')}`, `${name}@${digest}`);
    expect(await readFile(scratch.file('blob'))).toEqual(await readFile(scratch.file('notes.txt')));
    await oras('blob', 'delete', plain, '--force', `${name}@${digest}`);
    expect((await repository('oras/blob').headBlob(digest)).status).toBe(404);
  });

  it('deletes a manifest, and no ghost of the repository stays in the catalog', async () => {
    const name = `${registry.host}/oras/delete`;
    await oras('push', plain, `${name}:v1`, 'notes.txt');
    await oras('manifest', 'delete', plain, '--force', `${name}:v1`);
    expect(await digestBehind('oras/delete', 'v1')).toBeUndefined();
    // docker-registry lists a repository for ever.
    if (isCyberDock) {
      expect(await repositories()).not.toContain('oras/delete');
      expect((await oras('repo', 'ls', plain, registry.host)).split('\n')).not.toContain('oras/delete');
    }
  });
});
