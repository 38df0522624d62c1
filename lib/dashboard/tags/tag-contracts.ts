// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { contentKinds, imageMarks } from '../images/content-kinds';
import { attachedTags, filterLengthMax, platformLengthMax, tagCursorLengthMax, tagSorts } from './tag-sorts';

/** Query of `GET /api/v1/repositories/{repository}/tags`. What a list cannot have is refused. */
export const tagQuery = z.object({
  /** Only tags that contain this text, in whatever case; `sha256:…` for those of a digest. */
  q: z._default(z.string().check(z.maxLength(filterLengthMax)), ''),
  sort: z._default(z.enum(tagSorts), '-pushed'),
  attached: z._default(z.enum(attachedTags), 'folded'),
  /** The platform whose size is told, as `linux/arm64`; absent for none. */
  platform: z.optional(z.string().check(z.minLength(1), z.maxLength(platformLengthMax))),
  /** The `next` of the page before; absent on the first page. */
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(tagCursorLengthMax))),
});

/** The setting that forbids to remove a tag. */
export const tagGuard = z.nullable(
  z.object({ rule: z.enum(['immutable', 'protected']), setting: z.string() }),
);

/** Who protected a tag in the dashboard, and when; `by` is null when that is not known. */
export const protectedBy = z.nullable(z.object({ by: z.nullable(z.string()), atMs: z.number() }));

export const tagRow = z.object({
  name: z.string(),
  digest: z.string(),
  kind: z.enum(contentKinds),
  /** `linux/arm64/v8`; of an index those of its children. */
  platforms: z.array(z.string()),
  /** What a pull takes, compressed: of an index for its smallest and its largest platform. */
  bytes: z.object({ min: z.int(), max: z.int() }),
  /** The same for the platform that was asked for; null when the image is not for it, or for none that was. */
  platformBytes: z.nullable(z.int()),
  pushedAtMs: z.number(),
  /** Null when the journal does not reach back so far. */
  pushedBy: z.nullable(z.string()),
  pulls: z.int(),
  pulledAtMs: z.nullable(z.number()),
  /** How many tags of the repository point to its manifest, itself included. */
  tagsOfDigest: z.int(),
  marks: z.array(z.enum(imageMarks)),
  /** The manifest that it says something of, where its name is of cosign's form and that manifest is there. */
  attachedTo: z.nullable(z.string()),
  guard: tagGuard,
  protection: protectedBy,
  /** Both in words, which the row's script then needs not know; null for a tag that may be removed. */
  guardWords: z.nullable(z.string()),
});

/** What whoever asks may do in a repository. */
export const repositoryRights = z.object({
  push: z.boolean(),
  retag: z.boolean(),
  delete: z.boolean(),
  /** Protect tags, among others. */
  administer: z.boolean(),
});

/** Answer of `GET /api/v1/repositories/{repository}/tags`. */
export const tagPage = z.object({
  repository: z.string(),
  /** The server's clock. */
  nowMs: z.number(),
  /** Since when pulls are counted. */
  pullsSinceMs: z.nullable(z.number()),
  /** Tags of the repository, and those of them that match and are in the list. */
  total: z.int(),
  matching: z.int(),
  /** Those that match too and are `attachedTo` a manifest, when the list leaves these out. */
  folded: z.int(),
  tags: z.array(tagRow),
  /** What to send as `cursor` for the page that follows; null on the last. */
  next: z.nullable(z.string()),
  rights: repositoryRights,
  /** Whether the caller has starred the repository; null for who has not signed in. */
  isStarred: z.nullable(z.boolean()),
});

export type TagQuery = z.output<typeof tagQuery>;
export type TagRow = z.output<typeof tagRow>;
export type TagPage = z.output<typeof tagPage>;
export type RepositoryRights = z.output<typeof repositoryRights>;
