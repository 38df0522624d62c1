import { cp, link, mkdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { digestOf } from '../harness/content';
import { poolFile, repositoryFile } from '../harness/data-folder';
import { catalog } from '../harness/push';
import { randomContent } from '../harness/random';
import { expectRefusal } from '../harness/registry-answer';
import { until } from '../harness/until';
import { startVictim } from './fixture';

// Content is the truth: an administrator may change the folders with `ln`, `rm`, `cp` and `mv`.

const victim = startVictim();
const name = 'team/app';
const layer = randomContent(100_000, 'by hand');
let image: { digest: string; manifest: Buffer };

const tagFile = (tag: string, repository = name) => repositoryFile(victim.root, repository, 'manifests', tag);
const repositoryFolder = (repository: string) => path.join(victim.root, 'repositories', repository);

beforeEach(async () => {
  await rm(repositoryFolder('team'), { recursive: true, force: true });
  image = await victim.repository(name).pushImage('v1', [layer]);
  await untilTags(['v1']);
});

async function untilTags(tags: string[] | undefined, repository = name): Promise<void> {
  await until(`the tags of ${repository} to be ${tags}`, async () => {
    const listed = await victim.repository(repository).tags();
    return JSON.stringify(listed) === JSON.stringify(tags);
  });
}

async function untilCatalog(matches: (names: string[]) => boolean): Promise<void> {
  await until('the catalog to show the change', async () => matches(await catalog(victim.http)));
}

test('a tag that was made with ln is listed and served', async () => {
  await symlink(image.digest, tagFile('by-hand'));
  expect((await victim.repository(name).getManifest('by-hand')).body.equals(image.manifest)).toBe(true);
  await untilTags(['by-hand', 'v1']);
});

test('a tag that was removed with rm is gone', async () => {
  await victim.repository(name).putManifest('v2', image.manifest);
  await untilTags(['v1', 'v2']);
  await unlink(tagFile('v1'));
  expect((await victim.repository(name).headManifest('v1')).status).toBe(404);
  await untilTags(['v2']);
});

test('a tag that was moved with mv points to the other manifest', async () => {
  const other = await victim.repository(name).pushImage('v2', [Buffer.from('other')]);
  await rename(tagFile('v2'), tagFile('v1'));
  const answer = await victim.repository(name).headManifest('v1');
  expect(answer.header('docker-content-digest')).toBe(other.digest);
  await untilTags(['v1']);
});

test('a repository that was removed with rm -r is gone from everywhere', async () => {
  await victim.repository('team/stays').pushImage('v1', [layer]);
  await untilCatalog((names) => names.includes(name) && names.includes('team/stays'));
  await rm(repositoryFolder(name), { recursive: true });
  for (const reference of ['v1', image.digest]) {
    expectRefusal(await victim.repository(name).getManifest(reference), 404);
  }
  expectRefusal(await victim.repository(name).getBlob(digestOf(layer)), 404);
  await untilTags(undefined);
  await untilCatalog((names) => !names.includes(name) && names.includes('team/stays'));
  expect((await victim.repository('team/stays').getBlob(digestOf(layer))).body.equals(layer)).toBe(true);
});

test('a repository that was removed with rm -r can be pushed again', async () => {
  await rm(repositoryFolder(name), { recursive: true });
  const again = await victim.repository(name).pushImage('v1', [layer]);
  expect(again.digest).toBe(image.digest);
  expect((await victim.repository(name).getBlob(digestOf(layer))).body.equals(layer)).toBe(true);
  await untilTags(['v1']);
  await untilCatalog((names) => names.includes(name));
});

test('a namespace that was removed or renamed with all that is below it is seen', async () => {
  await victim.repository('team/deep/er/app').pushImage('v1', [layer]);
  await untilCatalog((names) => names.includes('team/deep/er/app'));
  await rename(repositoryFolder('team/deep'), repositoryFolder('team/moved'));
  await untilCatalog((names) => names.includes('team/moved/er/app') && !names.includes('team/deep/er/app'));
  expect((await victim.repository('team/moved/er/app').getManifest('v1')).status).toBe(200);
  await rm(repositoryFolder('team'), { recursive: true });
  await untilCatalog((names) => names.every((listed) => !listed.startsWith('team/')));
});

test('a repository that was copied in with cp -a is served and listed', async () => {
  await cp(repositoryFolder(name), repositoryFolder('team/copy'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  const copy = victim.repository('team/copy');
  expect((await copy.getManifest('v1')).body.equals(image.manifest)).toBe(true);
  expect((await copy.getBlob(digestOf(layer))).body.equals(layer)).toBe(true);
  await untilTags(['v1'], 'team/copy');
  await untilCatalog((names) => names.includes('team/copy'));
  // It is a repository like any other.
  expect((await copy.deleteManifest(image.digest)).status).toBe(202);
  expect((await copy.deleteBlob(digestOf(layer))).status).toBe(202);
  expect((await victim.repository(name).getBlob(digestOf(layer))).body.equals(layer)).toBe(true);
});

test('a whole data folder that was changed while the server was down is as the folder says', async () => {
  await victim.repository('team/second').pushImage('v1', [layer]);
  await untilCatalog((names) => names.includes('team/second'));
  const { root } = victim;
  const restarted = victim.restart();
  await restarted;
  await cp(path.join(root, 'repositories/team/app'), path.join(root, 'repositories/team/third'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  await rm(path.join(root, 'repositories/team/second'), { recursive: true });
  await symlink(image.digest, tagFile('v3'));
  await victim.restart();
  await untilCatalog((names) => names.includes('team/third') && !names.includes('team/second'));
  await untilTags(['v1', 'v3']);
});

test('a database that was removed takes no content with it', async () => {
  for (const file of ['cyberdock.db', 'cyberdock.db-wal', 'cyberdock.db-shm']) {
    await rm(path.join(victim.root, file), { force: true });
  }
  await victim.restart();
  expect((await victim.repository(name).getManifest('v1')).body.equals(image.manifest)).toBe(true);
  await untilTags(['v1']);
  await untilCatalog((names) => names.includes(name));
});

test('a database that was destroyed takes no content with it', async () => {
  await victim.restart();
  for (const file of ['cyberdock.db', 'cyberdock.db-wal', 'cyberdock.db-shm']) {
    await writeFile(path.join(victim.root, file), randomContent(10_000, file));
  }
  await victim.restart();
  expect((await victim.repository(name).getManifest('v1')).body.equals(image.manifest)).toBe(true);
  await victim.repository(name).pushImage('v2', [layer]);
  await untilTags(['v1', 'v2']);
});

test.each([
  ['a file outside', '/etc/passwd'],
  ['a file outside, by climbing', '../../../../../../../../../../etc/passwd'],
  ['a blob', '../blobs/'],
  ['a manifest of another repository', '../../other/manifests/'],
  ['another tag', 'v1'],
  ['itself', 'strange'],
  ['a manifest that is not there', `sha256:${'0'.repeat(64)}`],
  ['its own folder', '.'],
  ['nothing that has a name', '\u0001'],
])('a symlink by hand to %s serves nothing from there and breaks nothing', async (_, target) => {
  const other = await victim.repository('team/other').pushImage('v1', [Buffer.from('of another')]);
  const suffix = target.endsWith('blobs/')
    ? digestOf(layer)
    : target.endsWith('other/manifests/')
      ? other.digest
      : '';
  await symlink(target + suffix, tagFile('strange'));
  expectRefusal(await victim.repository(name).getManifest('strange'), 404);
  expect((await victim.repository(name).headManifest('strange')).status).toBe(404);
  const listed = await victim.repository(name).tags();
  expect(listed).toContain('v1');
  expect((await victim.repository(name).putManifest('strange', image.manifest)).status).toBe(201);
  expect((await victim.repository(name).getManifest('strange')).body.equals(image.manifest)).toBe(true);
  expect(String(await readFile('/etc/passwd'))).toContain('root');
});

test('a blob that is a symlink, or a manifest that is one, is never followed out of the repository', async () => {
  const secret = path.join(victim.root, 'cyberdock.db');
  const digest = digestOf(await readFile(secret));
  await symlink(secret, repositoryFile(victim.root, name, 'blobs', digest));
  await symlink(secret, tagFile(digest));
  expect((await victim.repository(name).getBlob(digest)).status).toBe(404);
  expect((await victim.repository(name).getManifest(digest)).status).toBe(404);
});

test('files of no name that a registry makes harm nothing', async () => {
  const names = [
    '.DS_Store',
    'notes.txt',
    'v1~',
    '#x#',
    'sha256:short',
    `sha256:${'F'.repeat(64)}`,
    'ü',
    'lost+found',
    '-x',
    ' ',
  ];
  for (const folder of ['manifests', 'blobs'] as const) {
    for (const file of names) await writeFile(repositoryFile(victim.root, name, folder, file), 'strange');
    await mkdir(repositoryFile(victim.root, name, folder, 'folder'), { recursive: true });
  }
  for (const folder of ['UPPER', '.hidden', 'lost+found', 'a b', 'ü']) {
    await mkdir(path.join(repositoryFolder(folder), 'x/manifests'), { recursive: true });
    await writeFile(path.join(repositoryFolder(folder), 'file'), 'strange');
  }
  expect((await victim.repository(name).getManifest('v1')).status).toBe(200);
  await untilTags(['v1']);
  await victim.repository(name).pushImage('v2', [layer]);
  await untilTags(['v1', 'v2']);
  await untilCatalog((listed) => listed.includes(name) && listed.every((one) => /^[a-z0-9._/-]+$/.test(one)));
  await victim.restart();
  expect((await victim.repository(name).getManifest('v1')).status).toBe(200);
  for (const folder of ['UPPER', '.hidden', 'lost+found', 'a b', 'ü'])
    await rm(repositoryFolder(folder), { recursive: true });
});

test('a blob that was linked in by hand from the pool is served, and one of another digest is not', async () => {
  const other = randomContent(5_000, 'linked');
  await victim.repository('team/source').pushBlob(other);
  await link(
    poolFile(victim.root, digestOf(other)),
    repositoryFile(victim.root, name, 'blobs', digestOf(other)),
  );
  expect((await victim.repository(name).getBlob(digestOf(other))).body.equals(other)).toBe(true);

  const claimed = digestOf('something else of the same repository');
  await link(poolFile(victim.root, digestOf(other)), repositoryFile(victim.root, name, 'blobs', claimed));
  const answer = await victim
    .repository(name)
    .getBlob(claimed)
    .catch(() => undefined);
  expect(answer?.status).not.toBe(200);
  // The inode is still good under its own name.
  expect((await victim.repository('team/source').getBlob(digestOf(other))).body.equals(other)).toBe(true);
});
