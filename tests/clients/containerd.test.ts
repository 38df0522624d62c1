import { expect, it } from 'vitest';
import { describeClients, installedClient } from './client';
import { useContainerd } from './containerd-daemon';
import { uniqueImage, uniqueIndex } from './images';
import { recordRequests } from './recorder';
import { blobFile, digestBehind, isCyberDock, manifestOf, registry } from './registry';
import { run } from './run';
import { useScratch } from './scratch';

const containerd = installedClient('containerd');
const client = installedClient('ctr');

describeClients('ctr of containerd', [containerd, client], () => {
  const scratch = useScratch();
  const ctr = useContainerd({ containerd: containerd.program, ctr: client.program }, scratch);

  /** Imports one name of a layout as `NAME:TAG`, without unpacking it. */
  const importLayout = async (folder: string, name: string) => {
    const archive = `${folder}.tar`;
    await run('tar', ['-C', folder, '-cf', archive, '.']);
    await ctr('images', 'import', '--no-unpack', '--all-platforms', `--base-name=${name}`, archive);
  };
  const push = (image: string, ...more: string[]) => ctr('images', 'push', '--plain-http', image, ...more);
  const forget = (...images: string[]) => ctr('images', 'rm', '--sync', ...images);
  const fetchContent = (image: string, ...options: string[]) =>
    ctr('content', 'fetch', '--plain-http', ...options, image);
  const digestHere = async (image: string) =>
    (await ctr('images', 'ls', `name==${image}`)).split('\n')[1]?.split(/\s+/)[2];

  it('pulls what it pushed, byte for byte', async () => {
    const { layout, digest, layers } = await uniqueImage(scratch.file('push'));
    const image = `${registry.host}/containerd/app:v1`;
    await importLayout(layout.folder, `${registry.host}/containerd/app`);
    await push(image);
    expect(await digestBehind('containerd/app', 'v1')).toBe(digest);

    await forget(image);
    expect(await ctr('content', 'ls', '--quiet')).not.toContain(digest);
    await fetchContent(image);
    expect(await digestHere(image)).toBe(digest);
    const held = await ctr('content', 'ls', '--quiet');
    for (const { descriptor } of layers) expect(held).toContain(descriptor.digest);
  });

  it('unpacks what it pulls', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('unpack'));
    const image = `${registry.host}/containerd/unpack:v1`;
    await importLayout(layout.folder, `${registry.host}/containerd/unpack`);
    await push(image);
    await forget(image);
    await ctr('images', 'pull', '--plain-http', '--snapshotter=native', image);
    expect(await digestHere(image)).toBe(digest);
    expect(await ctr('snapshots', '--snapshotter=native', 'ls')).toMatch(/sha256:[0-9a-f]{64}.*Committed/);
  });

  it('moves no layer when it pushes another tag of the same image', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('retag'));
    const recorder = await recordRequests();
    const name = `${recorder.host}/containerd/retag`;
    await importLayout(layout.folder, name);
    await push(`${name}:v1`);
    recorder.requests.length = 0;
    await ctr('images', 'tag', `${name}:v1`, `${name}:v2`);
    await push(`${name}:v2`);
    expect(recorder.uploads()).toEqual([]);
    expect(await digestBehind('containerd/retag', 'v2')).toBe(digest);
  });

  it('mounts the layers when it pushes a pulled image to a second repository', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('mount'));
    const recorder = await recordRequests();
    const [source, target] = [
      `${recorder.host}/containerd/mount-source`,
      `${recorder.host}/containerd/mount-target`,
    ];
    await importLayout(layout.folder, source);
    await push(`${source}:v1`);
    await forget(`${source}:v1`);
    // Where content was pulled from is what containerd mounts from.
    await fetchContent(`${source}:v1`);
    recorder.requests.length = 0;
    await ctr('images', 'tag', `${source}:v1`, `${target}:v1`);
    await push(`${target}:v1`);
    expect(await digestBehind('containerd/mount-target', 'v1')).toBe(digest);
    const { layers } = await manifestOf('containerd/mount-target', 'v1');
    expect(recorder.mounts().length).toBeGreaterThanOrEqual(layers.length);
    for (const layer of isCyberDock ? layers : []) {
      expect(blobFile('containerd/mount-target', layer.digest).ino).toBe(
        blobFile('containerd/mount-source', layer.digest).ino,
      );
    }
  });

  it('pushes and pulls an index with all its platforms, every digest unchanged', async () => {
    const { layout, digest, images } = await uniqueIndex(scratch.file('index'));
    const image = `${registry.host}/containerd/multi:multi`;
    await importLayout(layout.folder, `${registry.host}/containerd/multi`);
    await push(image);
    expect(await digestBehind('containerd/multi', 'multi')).toBe(digest);
    await forget(image);
    await fetchContent(image, '--all-platforms');
    expect(await digestHere(image)).toBe(digest);
    const held = await ctr('content', 'ls', '--quiet');
    for (const { descriptor } of images) expect(held).toContain(descriptor.digest);
  });
});
