import { sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { isNamed } from '../listing/blob-listing';

/**
 * Questions about all that is held, put to the index in the database: each short, however much there is, and a page at
 * a time. The answers are as exact as the rows: bring these up to date first.
 */
export class ContentIndex {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Repositories after `last` in ASCII order, also those that hold blobs and no manifest; the last page is empty. */
  folders(last: string, limit: number): { last: string; repositories: RepositoryName[] } | undefined {
    const { query } = this.#database;
    const rows = this.#database.all(
      query.selectFrom('folder').select('path').where('path', '>', last).orderBy('path').limit(limit),
    );
    const paths = rows.map(({ path }) => path);
    const end = paths.at(-1);
    return end === undefined ? undefined : { last: end, repositories: paths.filter(isRepositoryName) };
  }

  /** A page of a repository's tags: how many, and the last of them; `undefined` when none follow. */
  tags(repository: RepositoryName, last: string, limit: number): { count: number; last: string } | undefined {
    const { query } = this.#database;
    const page = query
      .selectFrom('tag')
      .select('name')
      .where('repository', '=', repository)
      .where('name', '>', last)
      .orderBy('name')
      .limit(limit);
    const row = this.#database.first(
      query
        .selectFrom(page.as('page'))
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('name').as('last')]),
    );
    return row && row.count > 0 ? row : undefined;
  }

  /**
   * A page of a repository's manifests: how many, their bytes, and the last of them; `undefined` when none follow.
   * @returns also those whose size is not known, because they can't be read
   */
  manifests(repository: RepositoryName, last: string, limit: number): ManifestPage | undefined {
    const rows = this.#database.all(
      this.#database.query
        .selectFrom('manifest')
        .leftJoin('manifest_fact', (join) =>
          join
            .onRef('manifest_fact.repository', '=', 'manifest.repository')
            .onRef('manifest_fact.digest', '=', 'manifest.digest'),
        )
        .select(['manifest.digest', 'manifest_fact.size'])
        .where('manifest.repository', '=', repository)
        .where('manifest.digest', '>', last)
        .orderBy('manifest.digest')
        .limit(limit),
    );
    const end = rows.at(-1);
    if (!end) return undefined;
    return {
      count: rows.length,
      bytes: rows.reduce((bytes, { size }) => bytes + (size ?? 0), 0),
      unsized: rows.filter(({ size }) => size === null).map(({ digest }) => digest as Digest),
      last: end.digest,
    };
  }

  /** Who holds a blob, after `last` in ASCII order, and whether a manifest there names it. */
  holders(digest: Digest, last: string, limit: number): Holder[] {
    const rows = this.#database.all(
      this.#database.query
        .selectFrom('blob')
        .select(['repository', 'inode', isNamed.as('named')])
        .where('digest', '=', digest)
        .where('repository', '>', last)
        .orderBy('repository')
        .limit(limit),
    );
    return rows.map(({ named, ...row }) => ({ ...row, isNamed: named === 1 }) as Holder);
  }

  /** Whether a repository holds this file under this digest. */
  isHeld(digest: Digest, inode: number): boolean {
    const { query } = this.#database;
    const rows = query.selectFrom('blob').select('inode').where('digest', '=', digest);
    return this.#database.first(rows.where('inode', '=', inode).limit(1)) !== undefined;
  }

  /** Blobs of all repositories, ordered by digest, then by repository, after one. */
  blobs(after: { digest: string; repository: string }, limit: number): HeldBlob[] {
    return this.#database.all(
      this.#database.query
        .selectFrom('blob')
        .select(['digest', 'repository', 'size', 'inode'])
        .where(sql<boolean>`(digest, repository) > (${after.digest}, ${after.repository})`)
        .orderBy('digest')
        .orderBy('repository')
        .limit(limit),
    ) as HeldBlob[];
  }
}

/** Some of a repository's manifests. */
interface ManifestPage {
  count: number;
  bytes: number;
  unsized: Digest[];
  last: string;
}

/** A repository that holds a blob. */
interface Holder {
  repository: RepositoryName;
  inode: number;
  /** Whether a manifest of it names the blob. */
  isNamed: boolean;
}

/** A blob of a repository. */
export interface HeldBlob {
  digest: Digest;
  repository: RepositoryName;
  /** Bytes. */
  size: number;
  inode: number;
}
