import { writeFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { describeClients } from './client';
import { regctl as regctlClient } from './go-clients';
import { digestFromLayout, ImageLayout, uniqueImage, uniqueIndex, uniqueLayer } from './images';
import { recordRequests } from './recorder';
import {
  blobFile,
  digestBehind,
  isCyberDock,
  manifestOf,
  registry,
  repositories,
  repository,
} from './registry';
import { run } from './run';
import { useScratch } from './scratch';

const client = await regctlClient();

describeClients('regctl', [client], () => {
  const scratch = useScratch();
  const regctl = (...args: string[]) =>
    run(client.program, args, { env: { REGCTL_CONFIG: scratch.file('config.json') } });
  /** Says that a registry speaks plain HTTP, with further settings. */
  const addHost = (host: string, ...settings: string[]) =>
    regctl('registry', 'set', host, '--tls=disabled', '--skip-check', ...settings);

  beforeAll(() => addHost(registry.host));

  it('pulls what it pushed, byte for byte', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('push'));
    const image = `${registry.host}/regctl/app:v1`;
    await regctl('image', 'copy', `ocidir://${layout.folder}:v1`, image);
    expect(await regctl('image', 'digest', image)).toBe(digest);
    await regctl('image', 'copy', image, `ocidir://${scratch.file('pull')}:v1`);
    expect(await digestFromLayout(scratch.file('pull'), 'v1')).toBe(digest);
  });

  it('pushes a layer in chunks', async () => {
    const recorder = await recordRequests();
    await addHost(recorder.host, '--blob-max=65536', '--blob-chunk=65536');
    const layout = await ImageLayout.create(scratch.file('chunks'));
    const layer = uniqueLayer(1_000_000);
    const image = await layout.addImage([layer]);
    await layout.name({ v1: image });
    await regctl('image', 'copy', `ocidir://${layout.folder}:v1`, `${recorder.host}/regctl/chunks:v1`);
    const chunks = recorder.requests.filter(({ method }) => method === 'PATCH');
    expect(chunks.length).toBe(Math.ceil(layer.content.length / 65_536));
    expect(chunks.reduce((sum, { sentBytes }) => sum + sentBytes, 0)).toBe(layer.content.length);
    expect(await digestBehind('regctl/chunks', 'v1')).toBe(image.descriptor.digest);
  });

  it('mounts the layers when it copies an index between two repositories', async () => {
    const { layout, digest, images } = await uniqueIndex(scratch.file('mount'));
    const recorder = await recordRequests();
    await addHost(recorder.host);
    const [source, target] = [
      `${recorder.host}/regctl/mount-source:v1`,
      `${recorder.host}/regctl/mount-target:v1`,
    ];
    await regctl('image', 'copy', `ocidir://${layout.folder}:multi`, source);
    recorder.requests.length = 0;
    await regctl('image', 'copy', source, target);
    expect(await digestBehind('regctl/mount-target', 'v1')).toBe(digest);
    expect(recorder.uploads()).toEqual([]);
    for (const { descriptor } of images) {
      const { layers } = await manifestOf('regctl/mount-target', descriptor.digest);
      for (const layer of isCyberDock ? layers : []) {
        expect(blobFile('regctl/mount-target', layer.digest).ino).toBe(
          blobFile('regctl/mount-source', layer.digest).ino,
        );
      }
    }
  });

  it.runIf(isCyberDock)('deletes one tag and leaves the other tag of the same image', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('delete'));
    for (const tag of ['v1', 'v2']) {
      await regctl('image', 'copy', `ocidir://${layout.folder}:v1`, `${registry.host}/regctl/delete:${tag}`);
    }
    await regctl('tag', 'delete', `${registry.host}/regctl/delete:v1`);
    expect(await repository('regctl/delete').tags()).toEqual(['v2']);
    expect(await digestBehind('regctl/delete', 'v2')).toBe(digest);
    await regctl('manifest', 'delete', `${registry.host}/regctl/delete@${digest}`);
    expect(await repositories()).not.toContain('regctl/delete');
  });

  it.runIf(isCyberDock)('lists an artifact by its subject, and copies both together', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('referrers'));
    const [source, target] = [`${registry.host}/regctl/subject`, `${registry.host}/regctl/subject-copy`];
    await regctl('image', 'copy', `ocidir://${layout.folder}:v1`, `${source}:v1`);
    await writeFile(scratch.file('bill.txt'), 'a bill of materials');
    const options = ['--artifact-type=application/vnd.example.bill', `--subject=${source}:v1`];
    await regctl('artifact', 'put', ...options, `--file=${scratch.file('bill.txt')}`);
    const [bill] = await repository('regctl/subject').referrers(digest);
    expect(
      await regctl('artifact', 'list', '--format={{range .Descriptors}}{{.Digest}}{{end}}', `${source}:v1`),
    ).toBe(bill);

    await regctl('image', 'copy', '--referrers', `${source}:v1`, `${target}:v1`);
    expect(await repository('regctl/subject-copy').referrers(digest)).toEqual([bill]);
  });
});
