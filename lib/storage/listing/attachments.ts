import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '@/lib/database/database';
import { type AttachmentEnding, attachmentTags, readAttachmentTag } from '@/lib/oci/attachment-tag';
import type { Digest } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** A manifest that says something of another one of its repository. */
export interface Attachment {
  subject: Digest;
  digest: Digest;
  mediaType: string | undefined;
  artifactType: string | undefined;
  /** The tag by which it is found; absent where it names its subject. */
  tag?: { name: Tag; ending: AttachmentEnding };
}

/**
 * Whether a tag is where clients put what they say of a manifest that the repository holds: one whose subject is elsewhere
 * or gone is a tag like others.
 * @param repository, name where they are read
 */
export function isAttachment(
  repository: RawBuilder<unknown>,
  name: RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  const subject = sql`replace(substr(${name}, 1, 71), '-', ':')`;
  return sql`(${name} GLOB 'sha[25][15][26]-*' AND substr(${name}, 72) IN ('', '.sig', '.att', '.sbom')
    AND EXISTS (
      SELECT 1 FROM manifest AS subject WHERE subject.repository = ${repository}
        AND subject.digest >= ${subject} AND subject.digest < ${subject} || '~'))`;
}

/** Between which names, in their order, tags of that form are. */
export const attachmentRanges = [
  ['sha256-', 'sha256-~'],
  ['sha512-', 'sha512-~'],
] as const;

/**
 * What is said of some manifests, by manifests that name them as their subject and by those under tags of the form, in
 * four questions however many they are.
 * @param eachMax of one artifact type for one subject; nobody needs to know of the others
 */
export function attachmentsOf(
  database: Database,
  repository: RepositoryName,
  subjects: readonly Digest[],
  eachMax: number,
): Attachment[] {
  if (subjects.length === 0) return [];
  const all = <Row>(query: RawBuilder<Row>) => database.all({ compile: () => query.compile(database.query) });
  const referring = all(sql<Found>`
    SELECT subject, digest, media_type, artifact_type FROM (
      SELECT reference.child AS subject, reference.parent AS digest, fact.media_type, fact.artifact_type,
        row_number() OVER (PARTITION BY reference.child, fact.artifact_type ORDER BY reference.parent) AS place
      FROM json_each(${JSON.stringify(subjects)}) AS wanted
      CROSS JOIN reference ON reference.repository = ${repository} AND reference.child = wanted.value
        AND reference.kind = 'subject'
      JOIN manifest ON manifest.repository = reference.repository AND manifest.digest = reference.parent
      LEFT JOIN manifest_fact AS fact ON fact.repository = reference.repository AND fact.digest = reference.parent
    ) WHERE place <= ${eachMax}`);
  const found = referring.map(attachmentOf);
  const any = attachmentRanges.some(
    ([from, end]) =>
      all(
        sql`SELECT 1 FROM tag WHERE repository = ${repository} AND name > ${from} AND name < ${end} LIMIT 1`,
      ).length > 0,
  );
  if (!any) return found;
  const subjectOf = new Map(
    subjects.flatMap((subject) => attachmentTags(subject).map((tag) => [tag as string, subject])),
  );
  const tagged = all(sql<Omit<Found, 'subject'> & { name: Tag }>`
    SELECT tag.name, tag.digest, fact.media_type, fact.artifact_type
    FROM json_each(${JSON.stringify([...subjectOf.keys()])}) AS wanted
    CROSS JOIN tag ON tag.repository = ${repository} AND tag.name = wanted.value
    JOIN manifest ON manifest.repository = tag.repository AND manifest.digest = tag.digest
    LEFT JOIN manifest_fact AS fact ON fact.repository = tag.repository AND fact.digest = tag.digest`);
  const lists = new Map<Digest, { subject: Digest; name: Tag }>();
  for (const { name, ...row } of tagged) {
    const [subject, ending] = [subjectOf.get(name) as Digest, readAttachmentTag(name)?.ending ?? ''];
    if (ending === '') lists.set(row.digest, { subject, name });
    else found.push({ ...attachmentOf({ ...row, subject }), tag: { name, ending } });
  }
  // Under the tag without an ending is an index of what refers to the manifest.
  const listed = all(sql<Found & { list: Digest }>`
    SELECT reference.parent AS list, reference.child AS digest, fact.media_type, fact.artifact_type
    FROM json_each(${JSON.stringify([...lists.keys()])}) AS wanted
    CROSS JOIN reference ON reference.repository = ${repository} AND reference.parent = wanted.value
      AND reference.kind = 'manifest'
    JOIN manifest ON manifest.repository = reference.repository AND manifest.digest = reference.child
    LEFT JOIN manifest_fact AS fact ON fact.repository = reference.repository AND fact.digest = reference.child
    LIMIT ${listedMax}`);
  for (const { list, ...row } of listed) {
    const by = lists.get(list);
    if (by)
      found.push({ ...attachmentOf({ ...row, subject: by.subject }), tag: { name: by.name, ending: '' } });
  }
  return found;
}

/** Entries of indexes under tags that are looked at: a client wrote them, and may have written any number. */
const listedMax = 2_000;

interface Found {
  subject: Digest;
  digest: Digest;
  media_type: string | null;
  artifact_type: string | null;
}

function attachmentOf({ subject, digest, media_type, artifact_type }: Found): Attachment {
  return { subject, digest, mediaType: media_type ?? undefined, artifactType: artifact_type ?? undefined };
}
