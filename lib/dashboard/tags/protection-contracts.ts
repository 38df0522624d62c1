// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { pickedTagsMax } from './picked-tags-max';
import { protectedBy, tagGuard } from './tag-contracts';

/** Answer of `GET …/tags/{tag}/protection`, of `PUT` and of `DELETE`: what forbids to remove a tag. */
export const tagProtection = z.object({
  name: z.string(),
  /** The server's clock. */
  nowMs: z.number(),
  guard: tagGuard,
  protection: protectedBy,
  /** Both in words; null for a tag that may be removed. */
  guardWords: z.nullable(z.string()),
});

/** Body of `POST …/tag-protections`: protects tags, or lifts their protection. */
export const tagProtectionsBody = z.object({
  names: z
    .array(z.string().check(z.minLength(1), z.maxLength(128)))
    .check(z.minLength(1), z.maxLength(pickedTagsMax)),
  isProtected: z.boolean(),
});

/** Answer of it: those that were not so before and are now, and why others could not be. */
export const tagProtectionsAnswer = z.object({
  changed: z.array(z.string()),
  failed: z.array(z.object({ name: z.string(), why: z.string() })),
});

export type TagProtection = z.output<typeof tagProtection>;
export type TagProtectionsBody = z.output<typeof tagProtectionsBody>;
export type TagProtectionsAnswer = z.output<typeof tagProtectionsAnswer>;
