import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { type LabelSearch, tagsWithLabel, tagWithLabel } from '../labels/label-search';

/** What is looked for. A repository counts when its name has all of the words. */
export interface SearchStepQuery {
  /** Repositories by their name; absent: none are looked for. */
  names?: { words: readonly string[] };
  /** Tags that begin so, or are so. */
  tags?: { words: readonly string[]; prefix: string; isWhole?: boolean };
  /** Manifests whose digest begins so. */
  manifests?: { words: readonly string[]; prefix: string };
  /** Tags whose images have a label or annotation. */
  labelled?: { words: readonly string[]; label: LabelSearch };
}

/** What one step found. */
export interface SearchStep {
  names: RepositoryName[];
  /** Of each repository the first that matches, in ASCII order. */
  tags: FoundInRepository<Tag>[];
  manifests: FoundInRepository<Digest>[];
  /** Of each repository one. */
  labelled: FoundInRepository<Tag>[];
  /** After which name the next step begins; absent when no folder follows. */
  next: string | undefined;
}

/** A tag or a digest, and where it is. */
export interface FoundInRepository<Name> {
  repository: RepositoryName;
  name: Name;
  digest: Digest;
}

/** After every name, tag and digest: none has a `~`. */
const end = '~';
/** Before every character of a tag. */
const afterWhole = ' ';

/**
 * Searches the index in steps, each of which looks at a number of folders and, in each of them, at one place of the
 * table of tags and one of that of manifests: so a step costs the same however much the repositories hold. What it
 * finds is as exact as the index.
 */
export class SearchIndex {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Looks at the next folders in ASCII order. @param after the name after which the step begins */
  step(after: string, foldersMax: number, { names, tags, manifests, labelled }: SearchStepQuery): SearchStep {
    const [last] = this.#all(sql<{ path: string }>`
      SELECT path FROM folder WHERE path > ${after} ORDER BY path LIMIT 1 OFFSET ${foldersMax - 1}`);
    const through = last?.path ?? end;
    const isIn = (words: readonly string[]) => sql<SqlBool>`
      folder.path > ${after} AND folder.path <= ${through} AND folder.listed = 1 AND ${hasWords(words)}`;
    return {
      names: names
        ? this.#all(
            sql<{ path: RepositoryName }>`
              SELECT path FROM folder WHERE ${isIn(names.words)} ORDER BY path`,
          ).map(({ path }) => path)
        : [],
      // CROSS JOIN keeps the order: from the folders to one row of each.
      tags: tags
        ? this.#all(sql<FoundInRepository<Tag>>`
            SELECT tag.repository, tag.name, tag.digest FROM folder
            CROSS JOIN tag ON tag.repository = folder.path AND tag.name = (
              SELECT one.name FROM tag AS one
              JOIN manifest ON manifest.repository = one.repository AND manifest.digest = one.digest
              WHERE one.repository = folder.path AND one.name >= ${tags.prefix}
                AND one.name < ${tags.prefix + (tags.isWhole ? afterWhole : end)}
              ORDER BY one.name LIMIT 1
            )
            WHERE ${isIn(tags.words)} ORDER BY folder.path`)
        : [],
      manifests: manifests
        ? this.#all(sql<FoundInRepository<Digest>>`
            SELECT manifest.repository, manifest.digest AS name, manifest.digest FROM folder
            CROSS JOIN manifest ON manifest.repository = folder.path AND manifest.digest = (
              SELECT one.digest FROM manifest AS one WHERE one.repository = folder.path
                AND one.digest >= ${manifests.prefix} AND one.digest < ${manifests.prefix + end}
              ORDER BY one.digest LIMIT 1
            )
            WHERE ${isIn(manifests.words)} ORDER BY folder.path`)
        : [],
      labelled: labelled
        ? this.#all(sql<FoundInRepository<Tag>>`
            SELECT tag.repository, tag.name, tag.digest FROM folder
            CROSS JOIN tag ON tag.repository = folder.path
              AND tag.name = ${tagWithLabel(sql`folder.path`, labelled.label)}
            WHERE ${isIn(labelled.words)} ORDER BY folder.path`)
        : [],
      next: last?.path,
    };
  }

  /** Tags of one repository that begin so and whose manifest is there, in ASCII order. */
  tagsOf(repository: RepositoryName, prefix: string, limit: number): FoundInRepository<Tag>[] {
    return this.#all(sql<FoundInRepository<Tag>>`
      SELECT tag.repository, tag.name, tag.digest FROM tag
      JOIN manifest ON manifest.repository = tag.repository AND manifest.digest = tag.digest
      WHERE tag.repository = ${repository} AND tag.name >= ${prefix} AND tag.name < ${prefix + end}
      ORDER BY tag.name LIMIT ${limit}`);
  }

  /** Tags of one repository whose images have a label or annotation, in ASCII order. */
  tagsWithLabel(repository: RepositoryName, label: LabelSearch, limit: number): FoundInRepository<Tag>[] {
    return this.#all(tagsWithLabel(repository, label, limit));
  }

  #all<Row>(query: RawBuilder<Row>): Row[] {
    return this.#database.all({ compile: () => query.compile(this.#database.query) });
  }
}

function hasWords(words: readonly string[]): RawBuilder<SqlBool> {
  if (words.length === 0) return sql`true`;
  return sql.join(
    words.map((word) => sql`instr(folder.path, ${word}) > 0`),
    sql` AND `,
  );
}
