// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { repositoryRights, tagRow } from '../tags/tag-contracts';
import { contentKinds, imageMarks } from './content-kinds';

const pair = z.object({ name: z.string(), value: z.string() });

/** What the config of an image says. */
export const configViewContract = z.object({
  platform: z.nullable(z.string()),
  created: z.nullable(z.string()),
  author: z.nullable(z.string()),
  user: z.nullable(z.string()),
  workingDir: z.nullable(z.string()),
  entrypoint: z.array(z.string()),
  cmd: z.array(z.string()),
  env: z.array(z.object({ name: z.string(), value: z.string(), isSecret: z.boolean() })),
  ports: z.array(z.string()),
  volumes: z.array(z.string()),
  stopSignal: z.nullable(z.string()),
  healthcheck: z.array(z.string()),
  labels: z.array(pair),
});

/** Who else names a blob, of what whoever asks may pull from. */
const sharing = z.object({
  /** Other manifests of this repository. */
  here: z.int(),
  /** Other repositories, and the manifests there. */
  repositories: z.int(),
  elsewhere: z.int(),
  /** Some of those repositories. */
  names: z.array(z.string()),
  /** `false` when there are more. */
  exact: z.boolean(),
});

const layer = z.object({
  digest: z.string(),
  bytes: z.int(),
  mediaType: z.string(),
  /** Whether the repository holds it. */
  isThere: z.boolean(),
  command: z.nullable(z.string()),
  createdAt: z.nullable(z.string()),
  sharing,
});

const child = z.object({
  digest: z.string(),
  /** 0 of what the index names itself, 1 of what an index in it names, and so on. */
  depth: z.int(),
  isIndex: z.boolean(),
  /** Of an index: whether what it names follows it. Not where it is not there, or lies too deep. */
  isOpened: z.boolean(),
  mediaType: z.string(),
  /** `linux/arm64/v8`; null where the index names none. */
  platform: z.nullable(z.string()),
  /** Of its blobs; null of an index, and when it is not there. */
  bytes: z.nullable(z.int()),
  isThere: z.boolean(),
  /** The manifests of the index that say something of this one. */
  attestations: z.array(z.string()),
});

/** Answer of `GET /api/v1/repositories/{repository}/manifests/{reference}`: what a manifest is. */
export const manifestView = z.object({
  repository: z.string(),
  digest: z.string(),
  /** The server's clock. */
  nowMs: z.number(),
  kind: z.enum(contentKinds),
  mediaType: z.string(),
  artifactType: z.nullable(z.string()),
  /** Of the manifest itself. */
  manifestBytes: z.int(),
  /** Of all that it names and the repository holds, each once. */
  contentBytes: z.int(),
  pushedAtMs: z.nullable(z.number()),
  /** Null when the journal does not reach back so far, and of what never had a tag. */
  pushedBy: z.nullable(z.string()),
  /** By its digest or by any tag, and since when that is counted. */
  pulls: z.int(),
  pulledAtMs: z.nullable(z.number()),
  pullsSinceMs: z.nullable(z.number()),
  /** As the config or an annotation says; 1970 means that the build left it out. */
  created: z.nullable(z.string()),
  subject: z.nullable(z.string()),
  /** What is said of it, of its children, or in it, by others of the repository. */
  marks: z.array(z.enum(imageMarks)),
  annotations: z.array(pair),
  /** The tag by which it was asked for; null when that was its digest. */
  tag: z.nullable(tagRow),
  /** Some of the tags that point to it, and how many do. */
  tags: z.array(z.string()),
  tagCount: z.int(),
  /** The indexes of the repository that name it. */
  parents: z.array(z.string()),
  /** Of an index: the first, each before what it names itself, and how many more there are. */
  children: z.array(child),
  childrenOmitted: z.int(),
  /** The manifests of the index that say something of none of its children. */
  looseAttestations: z.array(z.string()),
  /** How many more manifests say something of others, known or not. */
  attestationsOmitted: z.int(),
  config: z.nullable(
    z.object({
      digest: z.string(),
      bytes: z.int(),
      mediaType: z.string(),
      isThere: z.boolean(),
      view: z.nullable(configViewContract),
    }),
  ),
  /** The first, and how many more it names. */
  layers: z.array(layer),
  layersOmitted: z.int(),
  /** Whether the history of the config has as many entries as there are layers. */
  historyMatches: z.boolean(),
  /** What of that, and of its config, the repository does not hold. */
  missing: z.array(z.object({ digest: z.string(), kind: z.string() })),
  rights: repositoryRights,
});

/** Answer of `GET …/manifests/{digest}/raw`: the manifest as it was pushed. */
export const rawManifest = z.object({ digest: z.string(), mediaType: z.string(), text: z.string() });

const referrerFields = {
  digest: z.string(),
  kind: z.enum(contentKinds),
  artifactType: z.nullable(z.string()),
  bytes: z.int(),
  created: z.nullable(z.string()),
  annotations: z.array(pair),
};

/** Answer of `GET …/manifests/{digest}/referrers`: what refers to a manifest, and what refers to that, as a tree. */
export const referrerTree = z.object({
  digest: z.string(),
  /** Parents before children; `depth` is 0 for what refers to the manifest itself, or to a child of it. */
  referrers: z.array(
    z.object({
      ...referrerFields,
      depth: z.int(),
      /** What it refers to. */
      subject: z.string(),
      /** The tag by which it does, as cosign's; null where it names its subject. */
      tag: z.nullable(z.string()),
    }),
  ),
  /** Whether there are more than these. */
  more: z.boolean(),
});

export type ConfigView = z.output<typeof configViewContract>;
export type ManifestView = z.output<typeof manifestView>;
export type ManifestChild = z.output<typeof child>;
export type LayerView = z.output<typeof layer>;
export type Sharing = z.output<typeof sharing>;
export type RawManifest = z.output<typeof rawManifest>;
export type ReferrerTree = z.output<typeof referrerTree>;
