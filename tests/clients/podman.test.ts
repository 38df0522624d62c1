import { expect, it } from 'vitest';
import { uniqueContext } from './build-context';
import { describeClients, installedClient } from './client';
import { recordRequests } from './recorder';
import { blobFile, digestBehind, isCyberDock, manifestOf, registry } from './registry';
import { run } from './run';
import { useScratch } from './scratch';

const client = installedClient('podman');

describeClients('podman', [client], () => {
  const scratch = useScratch();
  const podman = (...args: string[]) =>
    run(
      client.program,
      [
        `--root=${scratch.file('storage')}`,
        `--runroot=${scratch.file('run')}`,
        `--tmpdir=${scratch.file('tmp')}`,
        '--storage-driver=vfs',
        '--cgroup-manager=cgroupfs',
        '--events-backend=none',
        ...args,
      ],
      { env: { BUILDAH_ISOLATION: 'chroot' } },
    );
  const build = async (tag: string) =>
    podman('build', '--quiet', '--tag', tag, await uniqueContext(scratch.file(tag.replaceAll(/\W/g, '-'))));
  const push = (image: string, to: string) => podman('push', '--quiet', '--tls-verify=false', image, to);
  const pull = (image: string) => podman('pull', '--quiet', '--tls-verify=false', image);

  it('pulls what it pushed, with the digest that the registry names', async () => {
    const image = `${registry.host}/podman/app:v1`;
    const id = await build(image);
    await push(image, image);
    const digest = await digestBehind('podman/app', 'v1');
    await podman('rmi', '--force', id);
    expect(await pull(image)).toBe(id);
    expect(await podman('image', 'inspect', '--format', '{{.Digest}}', image)).toBe(digest);
    await podman('rmi', '--force', id);
    expect(await pull(`${registry.host}/podman/app@${digest}`)).toBe(id);
  });

  it('moves no layer when it pushes another tag of the same image', async () => {
    await build('retagged');
    const recorder = await recordRequests();
    await push('retagged', `${recorder.host}/podman/retag:v1`);
    expect(recorder.uploads().length).toBeGreaterThan(0);
    recorder.requests.length = 0;
    await push('retagged', `${recorder.host}/podman/retag:v2`);
    expect(recorder.uploads()).toEqual([]);
    expect(await digestBehind('podman/retag', 'v2')).toBe(await digestBehind('podman/retag', 'v1'));
  });

  it('mounts the layers when it pushes an image to a second repository', async () => {
    await build('mounted');
    const recorder = await recordRequests();
    await push('mounted', `${recorder.host}/podman/mount-source:v1`);
    recorder.requests.length = 0;
    await push('mounted', `${recorder.host}/podman/mount-target:v1`);
    const { layers } = await manifestOf('podman/mount-target', 'v1');
    expect(recorder.mounts().length).toBeGreaterThanOrEqual(layers.length);
    for (const { digest } of isCyberDock ? layers : []) {
      expect(blobFile('podman/mount-target', digest).ino).toBe(blobFile('podman/mount-source', digest).ino);
    }
  });

  it('pushes a manifest list with all its platforms and pulls its own', async () => {
    const amd64 = await build('multi-amd64');
    await build('multi-arm64');
    await podman('manifest', 'create', 'multi');
    await podman('manifest', 'add', '--arch', 'amd64', 'multi', 'containers-storage:localhost/multi-amd64');
    await podman('manifest', 'add', '--arch', 'arm64', 'multi', 'containers-storage:localhost/multi-arm64');
    const image = `${registry.host}/podman/multi:v1`;
    await podman('manifest', 'push', '--all', '--tls-verify=false', 'multi', `docker://${image}`);
    const { manifests } = await manifestOf('podman/multi', 'v1');
    expect(manifests.map(({ platform }) => platform?.architecture)).toEqual(['amd64', 'arm64']);
    for (const { digest } of manifests) expect(await digestBehind('podman/multi', digest)).toBe(digest);

    await podman('manifest', 'rm', 'multi');
    await podman('rmi', '--force', amd64);
    expect(await podman('pull', '--quiet', '--tls-verify=false', '--arch=amd64', image)).toBe(amd64);
  });
});
