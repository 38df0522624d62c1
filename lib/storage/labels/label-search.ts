import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { type LabelKind, searchedValue } from './labels-of';

/** A label or annotation that is looked for. */
export interface LabelSearch {
  kind: LabelKind;
  key: string;
  /** Absent: any. */
  value?: string;
  /** Whether values only begin so. */
  isPrefix?: boolean;
}

/** Manifests of one repository whose tags are looked for. */
const manifestsMax = 10_000;
/** After every text: none has such a byte. */
const afterAll = sql`CAST(x'FF' AS TEXT)`;

/** The manifests of a repository with a label, as `found`. @param repository an expression of the query around it */
const labelled = (repository: RawBuilder<unknown>, search: LabelSearch) => sql`
  manifest_label AS found WHERE found.repository = ${repository} AND found.kind = ${search.kind}
    AND found.key = ${search.key} AND ${hasValue(search)}`;

function hasValue({ value, isPrefix }: LabelSearch): RawBuilder<SqlBool> {
  if (value === undefined) return sql`true`;
  const text = searchedValue(value);
  if (!isPrefix) return sql`found.value = ${text}`;
  return sql`found.value >= ${text} AND found.value < ${text} || ${afterAll}`;
}

/** The manifest that was found and the indexes around it that are there, as `above`. */
const above = (repository: RawBuilder<unknown>) => sql`
  WITH RECURSIVE above (digest) AS (
    SELECT manifest.digest FROM manifest
    WHERE manifest.repository = ${repository} AND manifest.digest = found.digest
    UNION
    SELECT manifest.digest FROM above
    CROSS JOIN reference ON reference.repository = ${repository} AND reference.child = above.digest
      AND reference.kind = 'manifest'
    CROSS JOIN manifest ON manifest.repository = ${repository} AND manifest.digest = reference.parent)`;

/** Whether a repository has a tagged image, or one in a tagged index, with a label. */
export function holdsLabel(repository: RawBuilder<unknown>, search: LabelSearch): RawBuilder<SqlBool> {
  return sql<SqlBool>`EXISTS (SELECT 1 FROM ${labelled(repository, search)} AND EXISTS (
    ${above(repository)}
    SELECT 1 FROM above CROSS JOIN tag ON tag.repository = ${repository} AND tag.digest = above.digest))`;
}

/** The name of a tag of a repository whose image, or an image in whose index, has a label; NULL when there is none. */
export function tagWithLabel(repository: RawBuilder<unknown>, search: LabelSearch): RawBuilder<string> {
  return sql<string>`(SELECT name FROM (SELECT (
    ${above(repository)}
    SELECT tag.name FROM above CROSS JOIN tag ON tag.repository = ${repository} AND tag.digest = above.digest
    LIMIT 1) AS name FROM ${labelled(repository, search)}) WHERE name IS NOT NULL LIMIT 1)`;
}

/** Tags of a repository whose images, or images in whose indexes, have a label, in ASCII order. */
export function tagsWithLabel(
  repository: RepositoryName,
  search: LabelSearch,
  limit: number,
): RawBuilder<{ repository: RepositoryName; name: Tag; digest: Digest }> {
  const name = sql`${repository}`;
  return sql`
    WITH RECURSIVE above (digest) AS (
      SELECT manifest.digest FROM (SELECT found.digest FROM ${labelled(name, search)} LIMIT ${manifestsMax}) AS found
      CROSS JOIN manifest ON manifest.repository = ${name} AND manifest.digest = found.digest
      UNION
      SELECT manifest.digest FROM above
      CROSS JOIN reference ON reference.repository = ${name} AND reference.child = above.digest
        AND reference.kind = 'manifest'
      CROSS JOIN manifest ON manifest.repository = ${name} AND manifest.digest = reference.parent)
    SELECT tag.repository, tag.name, tag.digest FROM above
    CROSS JOIN tag ON tag.repository = ${name} AND tag.digest = above.digest
    ORDER BY tag.name LIMIT ${limit}`;
}
