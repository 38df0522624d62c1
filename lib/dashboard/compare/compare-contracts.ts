// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { contentKinds } from '../images/content-kinds';
import { configViewContract } from '../images/manifest-contracts';
import { imageReferenceLengthMax } from './image-reference';

const reference = z.string().check(z.minLength(1), z.maxLength(imageReferenceLengthMax));

/** Query of `GET /api/v1/compare` and `GET /api/v1/compare/packages`: `team/app@sha256:…`, `team/app:v1`. */
export const compareQuery = z.object({
  a: reference,
  b: reference,
  /** Of two indexes: for which platform, `linux/arm64`. */
  platform: z.optional(z.string().check(z.maxLength(200))),
});

const comparedLayer = z.object({
  digest: z.string(),
  bytes: z.int(),
  mediaType: z.string(),
  command: z.nullable(z.string()),
  /** Whether the other one names the same blob, wherever. */
  isInOther: z.boolean(),
});

/** One of the two. */
const side = z.object({
  repository: z.string(),
  /** What was asked for. */
  asked: z.string(),
  /** What is compared: that, or the manifest in it for the platform. */
  digest: z.string(),
  tags: z.array(z.string()),
  kind: z.enum(contentKinds),
  platform: z.nullable(z.string()),
  /** Of what it names, each once: its config and its layers. */
  contentBytes: z.int(),
  config: z.nullable(configViewContract),
  layers: z.array(comparedLayer),
  layersOmitted: z.int(),
});

/** Answer of `GET /api/v1/compare`: two manifests, and what it takes to get from the first to the second. */
export const comparison = z.object({
  a: side,
  b: side,
  /** Of two indexes: what both are for. */
  platforms: z.array(z.string()),
  platform: z.nullable(z.string()),
  /** How many layers, from the bottom up, are the same. */
  sharedLayers: z.int(),
  /** What whoever has `a` still has to fetch of `b`: config and layers, compressed. */
  download: z.object({ bytes: z.int(), layers: z.int() }),
});

const listed = z.object({
  /** The manifest that holds the SBOM. */
  digest: z.string(),
  format: z.string(),
  total: z.int(),
  /** How many of them are compared. */
  read: z.int(),
});

const packageChange = z.object({
  name: z.string(),
  type: z.string(),
  /** Its versions; null where it is not there. */
  from: z.nullable(z.string()),
  to: z.nullable(z.string()),
});

/** Answer of `GET /api/v1/compare/packages`: what the SBOMs of two manifests say differently. */
export const packageComparison = z.object({
  a: z.nullable(listed),
  b: z.nullable(listed),
  /** In order of their names, the first of them. */
  changes: z.array(packageChange),
  counts: z.object({ added: z.int(), removed: z.int(), changed: z.int(), same: z.int() }),
});

export type CompareQuery = z.output<typeof compareQuery>;
export type ComparedLayer = z.output<typeof comparedLayer>;
export type ComparedSide = z.output<typeof side>;
export type Comparison = z.output<typeof comparison>;
export type PackageChange = z.output<typeof packageChange>;
export type PackageComparison = z.output<typeof packageComparison>;
