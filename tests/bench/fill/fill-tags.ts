import { readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { LoadPool } from '../load/load-pool';
import type { RunningServer } from '../servers';
import { copyFolder } from './folder-copies';
import { listAll } from './list-all';

/**
 * Gives one manifest of one repository all the tags: one through the API, the others as both servers keep them in the
 * repository's folder, which they take for the truth. Through the API it would take minutes.
 * @throws if the server does not list them all then
 */
export async function fillTags(
  { name, url, root }: RunningServer,
  load: LoadPool,
  seed: number,
  repository: string,
  tags: string[],
): Promise<void> {
  const [first = '', ...others] = tags;
  await load.run({
    kind: 'push-images',
    url,
    seed,
    repositories: [repository],
    labels: [first],
    connections: 1,
  });
  if (name === 'cyberdock') addSymlinks(path.join(root, 'repositories', repository, 'manifests'), others);
  else
    addFolders(
      path.join(root, 'docker/registry/v2/repositories', repository, '_manifests/tags'),
      first,
      others,
    );
  const listed = await listAll(url, `/v2/${repository}/tags/list?n=1000`, 'tags');
  if (listed !== tags.length) throw new Error(`${name} lists ${listed} of ${tags.length} tags`);
}

/** A tag is a symlink to the manifest. */
function addSymlinks(manifests: string, tags: string[]): void {
  const digest = readdirSync(manifests).find((name) => name.startsWith('sha256:'));
  if (digest === undefined) throw new Error(`no manifest in ${manifests}`);
  for (const tag of tags) symlinkSync(digest, path.join(manifests, tag));
}

/** A tag is a folder with a link to the manifest; its history beside it, which only deletes read, is left out. */
function addFolders(folder: string, first: string, tags: string[]): void {
  copyFolder(
    path.join(folder, first, 'current'),
    tags.map((tag) => path.join(folder, tag, 'current')),
  );
}
