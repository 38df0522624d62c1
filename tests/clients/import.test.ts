import { execFile } from 'node:child_process';
import { lstat, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { projectFolder } from '../harness/cyberdock';
import { repositoryFile } from '../harness/data-folder';
import { startDockerRegistry } from '../harness/docker-registry';
import { describeClients, installedClient } from './client';
import { uniqueImage, uniqueIndex } from './images';
import { run } from './run';
import { useScratch } from './scratch';

const skopeo = installedClient('skopeo');
const dockerRegistry = installedClient('docker-registry');

/** What `cyberdock import … --json` prints. */
interface Report {
  repositories: { repository: string; tags: number; manifests: number; blobs: number; linked: number }[];
  failed: unknown[];
}

describeClients('import', [skopeo, dockerRegistry], () => {
  const scratch = useScratch();
  const importInto = async (root: string, ...args: string[]): Promise<Report> => {
    const program = path.join(projectFolder, 'bin/cyberdock');
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'import', ...args, '--json'], {
      cwd: projectFolder,
      env: { ...process.env, CYBERDOCK_STORAGE_ROOT: root },
    });
    return JSON.parse(stdout) as Report;
  };

  it('takes over what was pushed to a docker-registry that goes on running, and the rest the next time', async () => {
    const theirs = await startDockerRegistry();
    onTestFinished(theirs.stop);
    const push = (from: string, to: string) =>
      run(skopeo.program, [
        ...['copy', '--quiet', '--all', '--preserve-digests', '--dest-tls-verify=false'],
        ...[from, `docker://${theirs.host}/${to}`],
      ]);
    const image = await uniqueImage(scratch.file('image'));
    const index = await uniqueIndex(scratch.file('index'));
    await push(`oci:${image.layout.folder}:v1`, 'alpine:v1');
    await push(`oci:${index.layout.folder}:multi`, 'team/app:v1');
    const root = scratch.file('data');

    const first = await importInto(root, 'distribution', theirs.root, '--link');
    expect(first.failed).toEqual([]);
    expect(first.repositories).toMatchObject([
      { repository: 'library/alpine', tags: 1, manifests: 1, blobs: 3, linked: 3 },
      { repository: 'team/app', tags: 1, manifests: 4, blobs: 7, linked: 7 },
    ]);
    expect(await readlink(repositoryFile(root, 'library/alpine', 'manifests', 'v1'))).toBe(image.digest);
    expect(await readlink(repositoryFile(root, 'team/app', 'manifests', 'v1'))).toBe(index.digest);
    for (const { descriptor, content } of image.layers) {
      const file = repositoryFile(root, 'library/alpine', 'blobs', descriptor.digest);
      expect((await readFile(file)).equals(content)).toBe(true);
    }

    // Pushed again there, a blob keeps its file: the one that is shared is not written to.
    const layer = repositoryFile(root, 'library/alpine', 'blobs', image.layers[0]?.descriptor.digest ?? '');
    const before = await lstat(layer);
    await push(`oci:${image.layout.folder}:v1`, 'team/other:v1');
    const second = await importInto(root, 'distribution', theirs.root);
    expect(second.repositories).toMatchObject([
      { repository: 'library/alpine', manifests: 0, blobs: 0 },
      { repository: 'team/app', manifests: 0, blobs: 0 },
      { repository: 'team/other', manifests: 1, blobs: 3, tags: 1 },
    ]);
    expect((await lstat(layer)).mtimeMs).toBe(before.mtimeMs);
    // And their registry still gives what it had.
    await run(skopeo.program, [
      ...['copy', '--quiet', '--src-tls-verify=false'],
      ...[`docker://${theirs.host}/alpine:v1`, `oci:${scratch.file('pulled')}:v1`],
    ]);
  });

  it('takes over a layout and an archive that skopeo wrote', async () => {
    const { layout, digest, layers } = await uniqueImage(scratch.file('source'));
    const [folder, archive, root] = [
      scratch.file('written'),
      scratch.file('written.tar'),
      scratch.file('oci-data'),
    ];
    const source = `oci:${layout.folder}:v1`;
    await run(skopeo.program, ['copy', '--quiet', source, `oci:${folder}:v1`]);
    await run(skopeo.program, ['copy', '--quiet', source, `oci-archive:${archive}:v1`]);
    expect((await importInto(root, 'oci', folder, 'team/folder')).failed).toEqual([]);
    expect((await importInto(root, 'oci', archive, 'team/archive:chosen')).failed).toEqual([]);
    for (const [name, tag] of [
      ['team/folder', 'v1'],
      ['team/archive', 'chosen'],
    ] as const) {
      expect(await readlink(repositoryFile(root, name, 'manifests', tag))).toBe(digest);
      for (const { descriptor, content } of layers) {
        expect((await readFile(repositoryFile(root, name, 'blobs', descriptor.digest))).equals(content)).toBe(
          true,
        );
      }
    }
  });
});
