import { expect, it } from 'vitest';
import { describeClients } from './client';
import { crane as craneClient } from './go-clients';
import { uniqueImage, uniqueIndex } from './images';
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

const client = await craneClient();

describeClients('crane', [client], () => {
  const scratch = useScratch();
  const crane = (...args: string[]) =>
    run(client.program, args, { env: { DOCKER_CONFIG: scratch.file('none') } });

  it('pulls and validates what it pushed', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('push'));
    const image = `${registry.host}/crane/app:v1`;
    expect(await crane('push', layout.folder, image)).toBe(`${registry.host}/crane/app@${digest}`);
    expect(await crane('digest', image)).toBe(digest);
    // It reads every layer and compares digests, sizes and the archives inside.
    await crane('validate', '--remote', image);
    await crane('pull', '--format=oci', image, scratch.file('pull'));
    await crane('push', scratch.file('pull'), `${registry.host}/crane/app:v2`);
    expect(await digestBehind('crane/app', 'v2')).toBe(digest);
  });

  it('moves no layer when it tags or pushes an image again', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('retag'));
    const recorder = await recordRequests();
    await crane('push', layout.folder, `${recorder.host}/crane/retag:v1`);
    recorder.requests.length = 0;
    await crane('tag', `${recorder.host}/crane/retag:v1`, 'v2');
    await crane('push', layout.folder, `${recorder.host}/crane/retag:v3`);
    expect(recorder.uploads()).toEqual([]);
    expect(await digestBehind('crane/retag', 'v2')).toBe(digest);
    expect(await digestBehind('crane/retag', 'v3')).toBe(digest);
  });

  it('mounts the layers when it copies an image between two repositories', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('mount'));
    const recorder = await recordRequests();
    await crane('push', layout.folder, `${recorder.host}/crane/mount-source:v1`);
    recorder.requests.length = 0;
    await crane('copy', `${recorder.host}/crane/mount-source:v1`, `${recorder.host}/crane/mount-target:v1`);
    expect(await digestBehind('crane/mount-target', 'v1')).toBe(digest);
    const { layers } = await manifestOf('crane/mount-target', 'v1');
    expect(recorder.mounts().length).toBeGreaterThanOrEqual(layers.length);
    for (const layer of isCyberDock ? layers : []) {
      expect(blobFile('crane/mount-target', layer.digest).ino).toBe(
        blobFile('crane/mount-source', layer.digest).ino,
      );
    }
  });

  it('copies an index with all its platforms, every digest unchanged', async () => {
    const { layout, digest, images } = await uniqueIndex(scratch.file('index'));
    await crane('push', '--index', layout.folder, `${registry.host}/crane/layout:v1`);
    // A layout is pushed as the index of what it names; the index of platforms is its only child.
    const { manifests } = await manifestOf('crane/layout', 'v1');
    expect(manifests.map((child) => child.digest)).toEqual([digest]);
    await crane('copy', `${registry.host}/crane/layout@${digest}`, `${registry.host}/crane/multi:v1`);
    expect(await digestBehind('crane/multi', 'v1')).toBe(digest);
    for (const { descriptor } of images) {
      expect(await digestBehind('crane/multi', descriptor.digest)).toBe(descriptor.digest);
    }
    await crane('validate', '--remote', `${registry.host}/crane/multi:v1`);
  });

  it.runIf(isCyberDock)(
    'deletes one tag, and the manifest stays for the others until it is deleted itself',
    async () => {
      const { layout, digest } = await uniqueImage(scratch.file('delete'));
      for (const tag of ['v1', 'v2'])
        await crane('push', layout.folder, `${registry.host}/crane/delete:${tag}`);
      await crane('delete', `${registry.host}/crane/delete:v1`);
      expect(await crane('ls', `${registry.host}/crane/delete`)).toBe('v2');
      expect(await digestBehind('crane/delete', 'v2')).toBe(digest);

      await crane('delete', `${registry.host}/crane/delete@${digest}`);
      expect(await digestBehind('crane/delete', 'v2')).toBeUndefined();
      expect(await repository('crane/delete').tags()).toBeUndefined();
      expect(await repositories()).not.toContain('crane/delete');
      expect((await crane('catalog', registry.host)).split('\n')).not.toContain('crane/delete');
    },
  );
});
