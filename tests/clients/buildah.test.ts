import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { uniqueContext } from './build-context';
import { describeClients, installedClient } from './client';
import { recordRequests } from './recorder';
import { digestBehind, manifestOf, registry } from './registry';
import { run } from './run';
import { useScratch } from './scratch';

const client = installedClient('buildah');

describeClients('buildah', [client], () => {
  const scratch = useScratch();
  const buildah = (...args: string[]) =>
    run(
      client.program,
      [
        `--root=${scratch.file('storage')}`,
        `--runroot=${scratch.file('run')}`,
        '--storage-driver=vfs',
        ...args,
      ],
      { env: { BUILDAH_ISOLATION: 'chroot' } },
    );
  const build = async (tag: string) =>
    buildah('build', '--quiet', '--tag', tag, await uniqueContext(scratch.file(tag.replaceAll(/\W/g, '-'))));

  it('commits a container from scratch straight to the registry, and builds on what it pulls back', async () => {
    const context = await uniqueContext(scratch.file('commit'));
    const container = await buildah('from', 'scratch');
    await buildah('copy', '--quiet', container, `${context}/first`, '/first');
    const target = `${registry.host}/buildah/commit:v1`;
    await buildah('commit', '--quiet', '--rm', '--tls-verify=false', container, `docker://${target}`);
    const next = await buildah('from', '--tls-verify=false', target);
    expect(await buildah('inspect', '--format={{.FromImageDigest}}', next)).toBe(
      await digestBehind('buildah/commit', 'v1'),
    );
    const manifest = await manifestOf('buildah/commit', 'v1');
    await buildah('copy', '--quiet', next, `${context}/second`, '/second');
    await buildah(
      'commit',
      '--quiet',
      '--rm',
      '--tls-verify=false',
      next,
      `docker://${registry.host}/buildah/commit:v2`,
    );
    const { layers } = await manifestOf('buildah/commit', 'v2');
    expect(layers).toHaveLength(2);
    expect(layers[0]?.digest).toBe(manifest.layers[0]?.digest);
  });

  it('pulls what it pushed, with the digest that the registry names', async () => {
    const image = `${registry.host}/buildah/app:v1`;
    const id = await build(image);
    const digestFile = scratch.file('digest');
    await buildah('push', '--quiet', '--tls-verify=false', `--digestfile=${digestFile}`, image);
    const digest = await digestBehind('buildah/app', 'v1');
    expect(await readFile(digestFile, 'utf8')).toBe(digest);
    await buildah('rmi', '--force', id);
    expect(
      await buildah('pull', '--quiet', '--tls-verify=false', `${registry.host}/buildah/app@${digest}`),
    ).toBe(id);
  });

  it('moves no layer when it pushes another tag of the same image', async () => {
    await build('retagged');
    const recorder = await recordRequests();
    await buildah('push', '--quiet', '--tls-verify=false', 'retagged', `${recorder.host}/buildah/retag:v1`);
    recorder.requests.length = 0;
    await buildah('push', '--quiet', '--tls-verify=false', 'retagged', `${recorder.host}/buildah/retag:v2`);
    expect(recorder.uploads()).toEqual([]);
    expect(await digestBehind('buildah/retag', 'v2')).toBe(await digestBehind('buildah/retag', 'v1'));
  });

  it('pushes a manifest list with all its platforms', async () => {
    await build('multi-amd64');
    await build('multi-arm64');
    await buildah('manifest', 'create', 'multi');
    await buildah('manifest', 'add', '--arch=amd64', 'multi', 'containers-storage:localhost/multi-amd64');
    await buildah('manifest', 'add', '--arch=arm64', 'multi', 'containers-storage:localhost/multi-arm64');
    const digestFile = scratch.file('multi-digest');
    const target = `docker://${registry.host}/buildah/multi:v1`;
    await buildah(
      'manifest',
      'push',
      '--all',
      '--tls-verify=false',
      `--digestfile=${digestFile}`,
      'multi',
      target,
    );
    expect(await readFile(digestFile, 'utf8')).toBe(await digestBehind('buildah/multi', 'v1'));
    const { manifests } = await manifestOf('buildah/multi', 'v1');
    expect(manifests.map(({ platform }) => platform?.architecture)).toEqual(['amd64', 'arm64']);
    for (const { digest } of manifests) expect(await digestBehind('buildah/multi', digest)).toBe(digest);
  });
});
