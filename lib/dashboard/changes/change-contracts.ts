// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { contentKinds } from '../images/content-kinds';
import { pickedTagsMax } from '../tags/picked-tags-max';

const digest = z.string().check(z.minLength(1), z.maxLength(200));
const tagName = z.string().check(z.minLength(1), z.maxLength(128));

/** A tag as it was seen by who wants to delete it: it goes only while it is still that. */
const seenTag = z.object({ name: tagName, digest, pushedAtMs: z.number() });

/** Body of `POST /api/v1/repositories/{repository}/tag-deletions`. */
export const tagDeletionBody = z.object({
  tags: z.array(seenTag).check(z.minLength(1), z.maxLength(500)),
});

/** Answer: what went, with what brings it back, and what did not and why. */
export const tagDeletionAnswer = z.object({
  deleted: z.array(
    z.object({
      name: z.string(),
      digest: z.string(),
      /** The entry of the trash; null when the trash is off. */
      entry: z.nullable(z.string()),
    }),
  ),
  kept: z.array(z.object({ name: z.string(), why: z.string() })),
});

/**
 * Body of `POST …/tag-deletions/plan`: tags by their names, or all that match a text, `''` for every one; without those
 * that a list folds, or with them.
 */
export const tagDeletionPlanBody = z.union([
  z.object({ names: z.array(tagName).check(z.minLength(1), z.maxLength(pickedTagsMax)) }),
  z.object({
    q: z.string().check(z.maxLength(200)),
    attached: z.optional(z.enum(['folded', 'shown'])),
  }),
]);

/** Answer of it: what would go with these tags. */
export const tagDeletionPlan = z.object({
  /** The number of the list that `POST …/tag-deletions/{plan}` removes; null of tags by their names. */
  plan: z.nullable(z.int()),
  tagCount: z.int(),
  /** The first of them. */
  tags: z.array(z.string()),
  /** Those that a setting forbids to remove, which stay, and one of them. */
  guardedCount: z.int(),
  guard: z.nullable(z.string()),
  /** Manifests that no tag points to then. */
  untagged: z.int(),
  /** Of what only these need; null where there are too many to say. */
  freedBytes: z.nullable(z.int()),
  /** How long the trash keeps tags, and after what time manifests without a tag are taken; 0 for never. */
  trashMs: z.number(),
  untaggedAfterMs: z.number(),
});

/** Answer of `POST …/tag-deletions/{plan}`, and of `GET`: how far the removal of all that a plan lists has come. */
export const tagDeletionRun = z.object({
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** Tags that were listed, and those that were gone through. */
  of: z.int(),
  done: z.int(),
  deleted: z.int(),
  keptCount: z.int(),
  /** The first of those that stayed, and why. */
  kept: z.array(z.object({ name: z.string(), why: z.string() })),
  /** Why it ended before its end. */
  problem: z.nullable(z.string()),
});

/** Body of `POST …/restorations`: entries of the trash of this repository. */
export const restorationBody = z.object({
  entries: z.array(z.string().check(z.maxLength(100))).check(z.minLength(1), z.maxLength(500)),
});

/** Answer of it: the tags that are back, those that point elsewhere by now and were left, and what could not be restored. */
export const restorationAnswer = z.object({
  restored: z.array(z.string()),
  taken: z.array(z.string()),
  failed: z.array(z.object({ entry: z.string(), why: z.string() })),
});

/** Body of `PUT …/tags/{tag}`: points a tag to a manifest that is there. */
export const retagBody = z.object({
  digest,
  /** What it pointed to when that was decided; null for a tag that was not there. */
  from: z.nullable(digest),
  /** What it is called in the history: a way back to what the tag was, or the choice of another manifest. */
  as: z.optional(z.enum(['rollback', 'retag'])),
});

/** Answer of `PUT …/tags/{tag}`. */
export const retagAnswer = z.object({ name: z.string(), digest: z.string(), from: z.nullable(z.string()) });

/** What stays of what would go, because others need it. */
const keptByOthers = z.object({
  bytes: z.int(),
  /** Of these, what other manifests of the same repository need. */
  hereBytes: z.int(),
  /** Some of the other repositories that need some of them, of those that whoever asks may pull from. */
  repositories: z.array(z.object({ repository: z.string(), bytes: z.int() })),
  /** How many there are, whoever may pull from them. */
  repositoryCount: z.int(),
  /** `false` when there are more. */
  exact: z.boolean(),
});

/** Answer of `GET …/manifests/{digest}/deletion`: what would go with a manifest. */
export const manifestDeletionPlan = z.object({
  /** Names this state of things: the deletion is refused when another one is there by then. */
  plan: z.string(),
  /** Some of the tags that go with it, and how many. */
  tags: z.array(z.string()),
  tagCount: z.int(),
  /** Indexes that name it, which forbid to delete it. */
  parents: z.array(z.string()),
  /** Other manifests that go with it, because nothing else needs them: its children, signatures and the like. */
  others: z.int(),
  /** The first of them. */
  goingWith: z.array(z.object({ digest: z.string(), kind: z.enum(contentKinds) })),
  /** What refers to it and stays, because it has a tag of its own. */
  referrersLeft: z.int(),
  /** Of what nothing else in the registry needs. */
  freedBytes: z.int(),
  kept: keptByOthers,
  /** How long the trash keeps it, after which the space comes free; 0 for not at all. */
  freedAfterMs: z.number(),
  /** How long collection waits with a blob that nothing names any more. */
  graceMs: z.number(),
  guard: z.nullable(z.string()),
});

/** Answer of `GET …/deletion`: what would go with a repository. */
export const repositoryDeletionPlan = z.object({
  plan: z.string(),
  tagCount: z.int(),
  manifestCount: z.int(),
  /** Some of its tags. */
  tags: z.array(z.string()),
  /** Of what nothing else in the registry needs. */
  freedBytes: z.int(),
  kept: keptByOthers,
  freedAfterMs: z.number(),
  /** A tag that may not be removed, and the setting that says so. */
  guard: z.nullable(z.string()),
});

/** Body of a deletion that was planned. */
export const plannedBody = z.object({ plan: z.string().check(z.maxLength(100)) });

/** Answer of a deletion of a manifest or a repository: the entry of the trash; null when the trash is off. */
export const deletionAnswer = z.object({ entry: z.nullable(z.string()) });

export type SeenTag = z.output<typeof seenTag>;
export type TagDeletionAnswer = z.output<typeof tagDeletionAnswer>;
export type TagDeletionPlanBody = z.output<typeof tagDeletionPlanBody>;
export type TagDeletionPlan = z.output<typeof tagDeletionPlan>;
export type TagDeletionRun = z.output<typeof tagDeletionRun>;
export type RestorationAnswer = z.output<typeof restorationAnswer>;
export type RetagBody = z.output<typeof retagBody>;
export type RetagAnswer = z.output<typeof retagAnswer>;
export type KeptByOthers = z.output<typeof keptByOthers>;
export type ManifestDeletionPlan = z.output<typeof manifestDeletionPlan>;
export type DeletionAnswer = z.output<typeof deletionAnswer>;
export type RepositoryDeletionPlan = z.output<typeof repositoryDeletionPlan>;
