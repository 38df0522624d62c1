import type { Database } from '@/lib/database/database';
import type { RepositoryName } from '@/lib/oci/repository-name';

/**
 * What is wrong with a repository so that nobody can say what its content needs: a tag or an index names a manifest that
 * is not there, or a manifest can't be read. Its blobs may be what a repair needs, so collection leaves all of it alone.
 * The index must be exact.
 * @param breathe is called between small steps
 * @returns a sentence, or `undefined` when nothing is
 */
export async function damageOf(
  database: Database,
  repository: RepositoryName,
  breathe: () => Promise<void>,
): Promise<string | undefined> {
  for (let last = ''; ; ) {
    const tags = tagsAfter(database, repository, last);
    const broken = tags.find(({ isThere }) => Number(isThere) === 0);
    if (broken) return `the tag ${broken.name} points to ${broken.digest}, which is not there`;
    last = tags.at(-1)?.name ?? '';
    if (tags.length < pageLength) break;
    await breathe();
  }
  for (let last = ''; ; ) {
    const manifests = manifestsAfter(database, repository, last);
    for (const { digest, isRead, child } of manifests) {
      if (Number(isRead) === 0) return `the manifest ${digest} can't be read`;
      if (child !== null) return `the index ${digest} names ${child}, which is not there`;
    }
    last = manifests.at(-1)?.digest ?? '';
    if (manifests.length < pageLength) return undefined;
    await breathe();
  }
}

/** How many rows are asked for at a time. */
const pageLength = 64;

function tagsAfter(database: Database, repository: RepositoryName, last: string) {
  return database.all(
    database.query
      .selectFrom('tag')
      .select(({ exists, selectFrom }) => [
        'tag.name',
        'tag.digest',
        exists(
          selectFrom('manifest')
            .select('manifest.digest')
            .whereRef('manifest.repository', '=', 'tag.repository')
            .whereRef('manifest.digest', '=', 'tag.digest'),
        ).as('isThere'),
      ])
      .where('tag.repository', '=', repository)
      .where('tag.name', '>', last)
      .orderBy('tag.name')
      .limit(pageLength),
  );
}

function manifestsAfter(database: Database, repository: RepositoryName, last: string) {
  return database.all(
    database.query
      .selectFrom('manifest')
      .select(({ exists, selectFrom }) => [
        'manifest.digest',
        exists(
          selectFrom('manifest_fact')
            .select('manifest_fact.digest')
            .whereRef('manifest_fact.repository', '=', 'manifest.repository')
            .whereRef('manifest_fact.digest', '=', 'manifest.digest'),
        ).as('isRead'),
        selectFrom('reference')
          .select('reference.child')
          .whereRef('reference.repository', '=', 'manifest.repository')
          .whereRef('reference.parent', '=', 'manifest.digest')
          .where('reference.kind', '=', 'manifest')
          .where((inner) =>
            inner.not(
              inner.exists(
                inner
                  .selectFrom('manifest as other')
                  .select('other.digest')
                  .whereRef('other.repository', '=', 'reference.repository')
                  .whereRef('other.digest', '=', 'reference.child'),
              ),
            ),
          )
          .limit(1)
          .as('child'),
      ])
      .where('manifest.repository', '=', repository)
      .where('manifest.digest', '>', last)
      .orderBy('manifest.digest')
      .limit(pageLength),
  );
}
