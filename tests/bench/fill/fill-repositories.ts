import path from 'node:path';
import type { LoadPool } from '../load/load-pool';
import type { RunningServer } from '../servers';
import { copyFolder } from './folder-copies';
import { listAll } from './list-all';

const repositoriesFolder = {
  cyberdock: 'repositories',
  'docker-registry': 'docker/registry/v2/repositories',
};

/**
 * Puts the same small image into every repository. It is pushed to the first; the others are copies of its folder,
 * which both servers take for the truth: through the API it would take minutes.
 * @throws if the server does not list them all then
 */
export async function fillRepositories(
  { name, url, root }: RunningServer,
  load: LoadPool,
  seed: number,
  repositories: string[],
): Promise<void> {
  const [first = '', ...others] = repositories;
  await load.run({ kind: 'push-images', url, seed, repositories: [first], labels: ['fill'], connections: 1 });
  const folder = (repository: string) => path.join(root, repositoriesFolder[name], repository);
  copyFolder(folder(first), others.map(folder));
  const listed = await listAll(url, '/v2/_catalog?n=1000', 'repositories');
  if (listed !== repositories.length)
    throw new Error(`${name} lists ${listed} of ${repositories.length} repositories`);
}
