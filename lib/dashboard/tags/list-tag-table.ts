import type { Digest } from '@/lib/oci/digest';
import type { Protection } from '@/lib/oci/protection-words';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { TagOrder } from '@/lib/storage/listing/tag-order';
import type { TagTableRow } from '@/lib/storage/listing/tag-table';
import { contentKind } from '../images/content-kind';
import type { ImageMark } from '../images/content-kinds';
import { marksOfImages } from '../images/image-marks';
import type { ImageSummary } from '../images/image-summary';
import { readCursor, writeCursor } from '../page-cursor';
import type { RepositoryScope } from '../repository-scope';
import { guardWordsOf } from './guard-words';
import type { RepositoryRights, TagPage, TagQuery, TagRow } from './tag-contracts';

/** Tags on a page. */
export const tagsPerPage = 100;

/** Platforms that a row tells of. */
const platformsMax = 100;

/**
 * One page of a repository's tags. It costs the same few questions of the database whatever the page holds, and reads
 * each manifest once for all that will ask.
 * @returns undefined when there is no such repository
 * @throws DashboardProblem 400 for a cursor that is none
 */
export async function listTagTable(scope: RepositoryScope, query: TagQuery): Promise<TagPage | undefined> {
  const { storage, repository } = scope;
  const page = await storage.tagPage(repository, {
    order: query.sort.replace('-', '') as TagOrder,
    descending: query.sort.startsWith('-'),
    matching: query.q,
    isFolded: query.attached === 'folded',
    after: query.cursor === undefined ? undefined : readCursor(query.cursor),
    limit: tagsPerPage,
  });
  if (!page) return undefined;
  const since = storage.pulls.knownSinceMs();
  return {
    repository,
    nowMs: Date.now(),
    pullsSinceMs: Number.isFinite(since) ? since : null,
    total: page.total,
    matching: page.matching,
    folded: page.folded,
    tags: await rowsOf(scope, page.rows, query.platform),
    next: page.next ? writeCursor(page.next) : null,
    rights: rightsOf(scope),
    isStarred: scope.isStarred?.() ?? null,
  };
}

/** What the table says of one tag; undefined when there is no such tag. The index is as it is. */
export async function readTagRow(scope: RepositoryScope, tag: Tag): Promise<TagRow | undefined> {
  const row = scope.storage.tagTable.row(scope.repository, tag);
  return row && (await rowsOf(scope, [row]))[0];
}

async function rowsOf(
  scope: RepositoryScope,
  rows: readonly TagTableRow[],
  platform?: string,
): Promise<TagRow[]> {
  const { storage, repository } = scope;
  const digests = [...new Set(rows.map(({ digest }) => digest))];
  const summaries = new Map<Digest, ImageSummary | undefined>();
  await Promise.all(
    digests.map(async (digest) => summaries.set(digest, await scope.summaries.of(repository, digest))),
  );
  const children = [...summaries.values()].flatMap((summary) => summary?.children ?? []);
  const known = {
    summaries,
    sizes: storage.tagTable.contentBytesOf(repository, children),
    counts: storage.tagTable.countsOf(repository, digests),
    marks: await marksOfImages(scope, summaries),
    pushers: storage.tagTable.pushersOf(
      repository,
      rows.map(({ name }) => name),
    ),
    protections: await storage.tagProtections.among(
      repository,
      rows.map(({ name }) => name),
    ),
  };
  return rows.map((row) => rowOf(scope, row, known, platform));
}

/** What whoever asks may do in a repository. */
export function rightsOf({ may }: RepositoryScope): RepositoryRights {
  return {
    push: may('push'),
    retag: may('retag'),
    delete: may('delete'),
    administer: may('administer'),
  };
}

/** The setting that forbids to remove a tag. */
function guardOf(
  { storage }: Pick<RepositoryScope, 'storage'>,
  repository: RepositoryName,
  tag: Tag,
): TagRow['guard'] {
  const { tagRules } = storage.parts;
  const immutable = tagRules.immutableBy(repository, tag);
  if (immutable !== undefined) return { rule: 'immutable', setting: immutable };
  const guarded = tagRules.protectedBy(repository, tag);
  return guarded === undefined ? null : { rule: 'protected', setting: guarded };
}

/** What forbids to remove a tag, and the same in words. */
export function guardsOf(
  scope: Pick<RepositoryScope, 'storage' | 'repository'>,
  tag: Tag,
  by: Protection | undefined,
): Pick<TagRow, 'guard' | 'protection' | 'guardWords'> {
  const [guard, protection] = [guardOf(scope, scope.repository, tag), by ?? null];
  return { guard, protection, guardWords: guardWordsOf({ guard, protection }) };
}

interface Known {
  summaries: Map<Digest, ImageSummary | undefined>;
  sizes: Map<Digest, number>;
  counts: Map<Digest, number>;
  marks: Map<Digest, ImageMark[]>;
  pushers: Map<Tag, string>;
  protections: Map<Tag, Protection>;
}

function rowOf(scope: RepositoryScope, row: TagTableRow, known: Known, platform?: string): TagRow {
  const { name, digest, mediaType = '', artifactType, pushedAtMs, pulls, pulledAtMs } = row;
  const summary = known.summaries.get(digest);
  const sizes = (summary?.children ?? [])
    .map((child) => known.sizes.get(child))
    .filter((one) => one !== undefined);
  return {
    name,
    digest,
    kind: summary?.kind ?? contentKind(mediaType, artifactType),
    platforms: (summary?.platforms ?? []).slice(0, platformsMax),
    bytes:
      sizes.length === 0
        ? { min: row.bytes, max: row.bytes }
        : { min: Math.min(...sizes), max: Math.max(...sizes) },
    platformBytes: platform === undefined ? null : bytesFor(platform, row, known),
    pushedAtMs,
    pushedBy: known.pushers.get(name) ?? null,
    pulls,
    pulledAtMs: pulledAtMs ?? null,
    tagsOfDigest: known.counts.get(digest) ?? 1,
    marks: known.marks.get(digest) ?? [],
    attachedTo: row.attachedTo ?? null,
    ...guardsOf(scope, name, known.protections.get(name)),
  };
}

/** What a pull takes for a platform; null when the image is not for it. */
function bytesFor(
  platform: string,
  { digest, bytes }: TagTableRow,
  { summaries, sizes }: Known,
): number | null {
  const summary = summaries.get(digest);
  if (!summary) return null;
  const child = summary.manifestFor.get(platform);
  if (child !== undefined) return sizes.get(child) ?? null;
  return summary.children.length === 0 && summary.platforms.includes(platform) ? bytes : null;
}
