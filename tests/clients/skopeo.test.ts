import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { describeClients, installedClient } from './client';
import { digestFromLayout, uniqueImage, uniqueIndex } from './images';
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

const skopeo = installedClient('skopeo');

describeClients('skopeo', [skopeo], () => {
  const scratch = useScratch();
  const at = (name: string, host = registry.host) => `docker://${host}/${name}`;
  const copy = (from: string, to: string, ...options: string[]) =>
    run(skopeo.program, [
      'copy',
      '--quiet',
      '--src-tls-verify=false',
      '--dest-tls-verify=false',
      '--preserve-digests',
      ...options,
      from,
      to,
    ]);
  const remove = (name: string) => run(skopeo.program, ['delete', '--tls-verify=false', at(name)]);

  it('pulls what it pushed, byte for byte', async () => {
    const { layout, digest, layers } = await uniqueImage(scratch.file('push'));
    await copy(`oci:${layout.folder}:v1`, at('skopeo/app:v1'));
    expect(await digestBehind('skopeo/app', 'v1')).toBe(digest);

    await copy(at(`skopeo/app@${digest}`), `oci:${scratch.file('pull')}:v1`);
    expect(await digestFromLayout(scratch.file('pull'), 'v1')).toBe(digest);
    for (const { descriptor, content } of layers) {
      const pulled = await readFile(scratch.file('pull', 'blobs', ...descriptor.digest.split(':')));
      expect(pulled.equals(content)).toBe(true);
    }
  });

  it('moves no layer when it copies an image to another tag', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('retag'));
    await copy(`oci:${layout.folder}:v1`, at('skopeo/retag:v1'));
    const recorder = await recordRequests();
    await copy(at('skopeo/retag:v1', recorder.host), at('skopeo/retag:v2', recorder.host));
    expect(recorder.uploads()).toEqual([]);
    expect(await digestBehind('skopeo/retag', 'v2')).toBe(digest);
  });

  it('pushes and pulls an index with all its platforms, every digest unchanged', async () => {
    const { layout, digest, images } = await uniqueIndex(scratch.file('index'));
    await copy(`oci:${layout.folder}:multi`, at('skopeo/multi:v1'), '--all');
    expect(await digestBehind('skopeo/multi', 'v1')).toBe(digest);
    for (const { descriptor } of images) {
      expect(await digestBehind('skopeo/multi', descriptor.digest)).toBe(descriptor.digest);
    }
    await copy(at('skopeo/multi:v1'), `oci:${scratch.file('index-pull')}:multi`, '--all');
    expect(await digestFromLayout(scratch.file('index-pull'), 'multi')).toBe(digest);
  });

  it('mounts the layers when it copies an image between two repositories', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('mount'));
    const recorder = await recordRequests();
    // Pushed through the recorder too: skopeo looks for blobs to mount where it has put them itself.
    await copy(`oci:${layout.folder}:v1`, at('skopeo/mount-source:v1', recorder.host));
    recorder.requests.length = 0;
    await copy(at('skopeo/mount-source:v1', recorder.host), at('skopeo/mount-target:v1', recorder.host));
    expect(await digestBehind('skopeo/mount-target', 'v1')).toBe(digest);
    const { layers } = await manifestOf('skopeo/mount-target', 'v1');
    expect(recorder.mounts().length).toBeGreaterThanOrEqual(layers.length);
    for (const layer of isCyberDock ? layers : []) {
      expect(blobFile('skopeo/mount-target', layer.digest).ino).toBe(
        blobFile('skopeo/mount-source', layer.digest).ino,
      );
    }
  });

  it('deletes an image by its tag, and no ghost of the repository stays in the catalog', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('delete-tag'));
    await copy(`oci:${layout.folder}:v1`, at('skopeo/delete-tag:v1'));
    expect(await repositories()).toContain('skopeo/delete-tag');
    await remove('skopeo/delete-tag:v1');
    expect(await digestBehind('skopeo/delete-tag', 'v1')).toBeUndefined();
    expect(await digestBehind('skopeo/delete-tag', digest)).toBeUndefined();
    // docker-registry lists a repository for ever.
    if (isCyberDock) expect(await repositories()).not.toContain('skopeo/delete-tag');
  });

  it('deletes an image by its digest, and every tag of it goes, and no other', async () => {
    const first = await uniqueImage(scratch.file('delete-first'));
    const second = await uniqueImage(scratch.file('delete-second'));
    for (const tag of ['v1', 'v2']) await copy(`oci:${first.layout.folder}:v1`, at(`skopeo/delete:${tag}`));
    await copy(`oci:${second.layout.folder}:v1`, at('skopeo/delete:other'));
    await remove(`skopeo/delete@${first.digest}`);
    expect(await repository('skopeo/delete').tags()).toEqual(['other']);
    expect(await digestBehind('skopeo/delete', 'other')).toBe(second.digest);

    await remove(`skopeo/delete@${second.digest}`);
    if (isCyberDock) expect(await repositories()).not.toContain('skopeo/delete');
  });

  it('pushes again what was deleted', async () => {
    const { layout, digest } = await uniqueImage(scratch.file('again'));
    await copy(`oci:${layout.folder}:v1`, at('skopeo/again:v1'));
    await remove('skopeo/again:v1');
    await copy(`oci:${layout.folder}:v1`, at('skopeo/again:v1'));
    expect(await digestBehind('skopeo/again', 'v1')).toBe(digest);
    await copy(at('skopeo/again:v1'), `oci:${scratch.file('again-pull')}:v1`);
    expect(await digestFromLayout(scratch.file('again-pull'), 'v1')).toBe(digest);
  });

  it.runIf(isCyberDock)('lists the tags of a repository in order', async () => {
    const { layout } = await uniqueImage(scratch.file('list'));
    for (const tag of ['b', 'a', 'c']) await copy(`oci:${layout.folder}:v1`, at(`skopeo/list:${tag}`));
    const listed = await run(skopeo.program, ['list-tags', '--tls-verify=false', at('skopeo/list')]);
    expect(JSON.parse(listed)).toEqual({ Repository: `${registry.host}/skopeo/list`, Tags: ['a', 'b', 'c'] });
  });

  it('converts an image to the Docker media types on its way in', async () => {
    const { layout } = await uniqueImage(scratch.file('convert'));
    const source = `oci:${layout.folder}:v1`;
    // A conversion changes the digest, so this one copy is without --preserve-digests.
    const options = ['--quiet', '--dest-tls-verify=false', '--format=v2s2'];
    await run(skopeo.program, ['copy', ...options, source, at('skopeo/convert:v1')]);
    const answer = await repository('skopeo/convert').getManifest('v1');
    expect(answer.header('content-type')).toBe('application/vnd.docker.distribution.manifest.v2+json');
  });
});
