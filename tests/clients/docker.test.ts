import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { repositoryFile } from '../harness/data-folder';
import { uniqueContext } from './build-context';
import { describeClients, installedClient } from './client';
import { useDockerDaemon } from './docker-daemon';
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

const docker = installedClient('docker');
const dockerd = installedClient('dockerd');
const podman = installedClient('podman');
const skopeo = installedClient('skopeo');

describeClients('docker', [docker, dockerd], () => {
  const scratch = useScratch();
  const cli = useDockerDaemon({ docker: docker.program, dockerd: dockerd.program }, scratch);
  const build = async (tag: string) =>
    cli('build', '--tag', tag, await uniqueContext(scratch.file(tag.replaceAll(/\W/g, '-'))));
  /** The digest that the daemon knows an image of a registry by. */
  const repoDigest = async (image: string) =>
    (await cli('image', 'inspect', '--format', '{{join .RepoDigests "\\n"}}', image))
      .split('\n')
      .find((entry) => entry.startsWith(image.replace(/:[^:/]+$/, '')))
      ?.split('@')[1];

  it('pulls what it pushed, with the digest that the registry names', async () => {
    const image = `${registry.host}/docker/app:v1`;
    await build(image);
    const pushed = await cli('push', image);
    const id = await cli('image', 'inspect', '--format', '{{.Id}}', image);
    const digest = await digestBehind('docker/app', 'v1');
    expect(pushed).toContain(`v1: digest: ${digest} `);

    await cli('image', 'rm', image);
    await cli('pull', image);
    expect(await cli('image', 'inspect', '--format', '{{.Id}}', image)).toBe(id);
    expect(await repoDigest(image)).toBe(digest);

    await cli('image', 'rm', image);
    await cli('pull', `${registry.host}/docker/app@${digest}`);
    expect(
      await cli('image', 'inspect', '--format', '{{.Id}}', `${registry.host}/docker/app@${digest}`),
    ).toBe(id);
  });

  it('moves no layer when it pushes another tag of the same image', async () => {
    await build('retagged');
    const recorder = await recordRequests();
    await cli('tag', 'retagged', `${recorder.host}/docker/retag:v1`);
    await cli('push', `${recorder.host}/docker/retag:v1`);
    expect(recorder.uploads().length).toBeGreaterThan(0);
    recorder.requests.length = 0;

    await cli('tag', 'retagged', `${recorder.host}/docker/retag:v2`);
    await cli('push', `${recorder.host}/docker/retag:v2`);
    expect(recorder.uploads()).toEqual([]);
    expect(await digestBehind('docker/retag', 'v2')).toBe(await digestBehind('docker/retag', 'v1'));
  });

  it('moves a tag to another image by pushing it again', async () => {
    const image = `${registry.host}/docker/moving:latest`;
    await build(image);
    await cli('push', image);
    const before = await digestBehind('docker/moving', 'latest');
    await uniqueContext(scratch.file('moved'));
    await cli('build', '--tag', image, scratch.file('moved'));
    await cli('push', image);
    const after = await digestBehind('docker/moving', 'latest');
    expect(after).not.toBe(before);
    expect(await digestBehind('docker/moving', before ?? '')).toBe(before);
  });

  it('mounts the layers when it pushes an image to a second repository', async () => {
    await build('mounted');
    const recorder = await recordRequests();
    await cli('tag', 'mounted', `${recorder.host}/docker/mount-source:v1`);
    await cli('push', `${recorder.host}/docker/mount-source:v1`);
    recorder.requests.length = 0;

    await cli('tag', 'mounted', `${recorder.host}/docker/mount-target:v1`);
    const printed = await cli('push', `${recorder.host}/docker/mount-target:v1`);
    const { layers } = await manifestOf('docker/mount-target', 'v1');
    expect(printed).toContain('Mounted from docker/mount-source');
    expect(recorder.mounts()).toHaveLength(layers.length);
    for (const { digest } of isCyberDock ? layers : []) {
      expect(blobFile('docker/mount-target', digest).ino).toBe(blobFile('docker/mount-source', digest).ino);
    }
  });

  it('pulls the image of its own platform out of an index', async () => {
    for (const name of ['amd64', 'arm64']) {
      await build(`${registry.host}/docker/multi:${name}`);
      await cli('push', `${registry.host}/docker/multi:${name}`);
    }
    const list = `${registry.host}/docker/multi:list`;
    const children = ['amd64', 'arm64'].map((name) => `${registry.host}/docker/multi:${name}`);
    await cli('manifest', 'create', '--insecure', list, ...children);
    await cli('manifest', 'annotate', '--arch', 'arm64', list, `${registry.host}/docker/multi:arm64`);
    const digest = (await cli('manifest', 'push', '--insecure', list)).split('\n').at(-1);
    expect(digest).toBe(await digestBehind('docker/multi', 'list'));
    expect((await manifestOf('docker/multi', 'list')).manifests.map((child) => child.digest)).toEqual([
      await digestBehind('docker/multi', 'amd64'),
      await digestBehind('docker/multi', 'arm64'),
    ]);

    const id = await cli('image', 'inspect', '--format', '{{.Id}}', `${registry.host}/docker/multi:amd64`);
    await cli('pull', '--platform', 'linux/amd64', list);
    expect(await cli('image', 'inspect', '--format', '{{.Id}}', list)).toBe(id);
  });

  it.runIf(isCyberDock)('has a name of one component kept under library/, where others find it', async () => {
    const image = `${registry.host}/alpine:3`;
    await build(image);
    const pushed = await cli('push', image);
    const digest = await digestBehind('library/alpine', '3');
    expect(pushed).toContain(`3: digest: ${digest} `);
    expect(await digestBehind('alpine', '3')).toBe(digest);
    expect(existsSync(repositoryFile(registry.root, 'library/alpine', 'manifests', '3'))).toBe(true);
    expect(existsSync(repositoryFile(registry.root, 'alpine', 'manifests', '3'))).toBe(false);
    expect(await repositories()).toContain('library/alpine');
    expect(await repositories()).not.toContain('alpine');
    expect(await repository('library/alpine').tags()).toEqual(['3']);

    await cli('image', 'rm', image);
    await cli('pull', image);
    await cli('pull', `${registry.host}/library/alpine:3`);
    expect(await repoDigest(`${registry.host}/library/alpine:3`)).toBe(digest);
  });

  describeClients('what docker pushed', [podman, skopeo], () => {
    it('is the same image for podman and skopeo', async () => {
      const name = 'docker/for-others';
      await build(`${registry.host}/${name}:v1`);
      await cli('push', `${registry.host}/${name}:v1`);
      const id = await cli('image', 'inspect', '--format', '{{.Id}}', `${registry.host}/${name}:v1`);

      const inspected = await run(skopeo.program, [
        'inspect',
        '--tls-verify=false',
        '--format={{.Digest}}',
        `docker://${registry.host}/${name}:v1`,
      ]);
      expect(inspected).toBe(await digestBehind(name, 'v1'));

      const store = [
        '--root',
        scratch.file('podman'),
        '--runroot',
        scratch.file('podman-run'),
        '--storage-driver=vfs',
      ];
      const pulled = await run(podman.program, [
        ...store,
        'pull',
        '--quiet',
        '--tls-verify=false',
        `${registry.host}/${name}:v1`,
      ]);
      expect(`sha256:${pulled}`).toBe(id);
    });
  });
});
