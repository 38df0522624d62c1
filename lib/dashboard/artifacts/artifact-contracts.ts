// The small form of zod: pages load these contracts.
import * as z from 'zod/mini';
import { contentKinds } from '../images/content-kinds';

const pair = z.object({ name: z.string(), value: z.string() });

const softwarePackage = z.object({
  name: z.string(),
  version: z.string(),
  /** Of what it is one: `deb`, `npm`, `library`; empty where the SBOM does not say. */
  type: z.string(),
  license: z.string(),
});

/** What an SBOM lists. */
const packageList = z.object({
  /** `SPDX-2.3`, `CycloneDX 1.6`. */
  format: z.string(),
  /** What it is of, in its own words. */
  name: z.string(),
  packages: z.array(softwarePackage),
  /** How many it lists; `packages` has the first of them. */
  total: z.int(),
});

const vexStatement = z.object({
  /** `CVE-2026-1234`. */
  vulnerability: z.string(),
  /** `not_affected`, `affected`, `fixed`, `under_investigation`, or a state of CycloneDX. */
  status: z.string(),
  /** Why, in the words of the document; may be empty. */
  justification: z.string(),
  /** The first of those that it is about, and how many there are. */
  products: z.array(z.string()),
  productTotal: z.int(),
});

/** What a VEX says of vulnerabilities. */
const vexList = z.object({
  /** `OpenVEX`, `CycloneDX 1.6`. */
  format: z.string(),
  author: z.nullable(z.string()),
  statements: z.array(vexStatement),
  /** How many it has; `statements` has the first of them. */
  total: z.int(),
});

const material = z.object({ name: z.string(), digests: z.array(pair) });

/** A statement of in-toto: that something is true of some content. */
const statement = z.object({
  predicateType: z.string(),
  subjects: z.array(material),
  subjectTotal: z.int(),
  /** Of provenance (SLSA): who built it, how, from what. Null where it does not say. */
  builder: z.nullable(z.string()),
  buildType: z.nullable(z.string()),
  startedOn: z.nullable(z.string()),
  finishedOn: z.nullable(z.string()),
  materials: z.array(material),
  materialTotal: z.int(),
  /** How the build was called, as JSON. */
  invocation: z.nullable(z.string()),
  /** The predicate as JSON, of a type that is told in no other way. */
  predicate: z.nullable(z.string()),
  /** Of the envelope around it; null where there is none. */
  signatures: z.nullable(z.int()),
});

/** A signature, which nobody has checked. */
const signature = z.object({
  form: z.enum(['cosign', 'notation']),
  /** The digest that it says it signs. */
  signs: z.string(),
  /** The name that it says it signs it under. */
  identity: z.nullable(z.string()),
  signedAt: z.nullable(z.string()),
  expiry: z.nullable(z.string()),
  annotations: z.array(pair),
});

/** Why nothing is told of what a file says. */
export const unreadReasons = ['absent', 'large', 'other', 'malformed'] as const;

const part = z.object({
  digest: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  /** The name of the file (`org.opencontainers.image.title`). */
  title: z.nullable(z.string()),
  annotations: z.array(pair),
  /** Null when it was read. */
  unread: z.nullable(z.enum(unreadReasons)),
  packages: z.nullable(packageList),
  vex: z.nullable(vexList),
  statement: z.nullable(statement),
  signature: z.nullable(signature),
  /** The JSON document of an attestation or a signature, as it stands there; it may be cut. */
  text: z.nullable(z.string()),
});

const chart = z.object({
  name: z.nullable(z.string()),
  version: z.nullable(z.string()),
  appVersion: z.nullable(z.string()),
  description: z.nullable(z.string()),
  kubeVersion: z.nullable(z.string()),
  home: z.nullable(z.string()),
  maintainers: z.array(z.object({ name: z.string(), email: z.nullable(z.string()) })),
  dependencies: z.array(
    z.object({ name: z.string(), version: z.nullable(z.string()), repository: z.nullable(z.string()) }),
  ),
  /** `values.yaml` and `README.md`, as they stand in the archive; null where it has none. */
  values: z.nullable(z.string()),
  readme: z.nullable(z.string()),
  /** Why the archive was not read to its end. */
  unread: z.nullable(z.enum(unreadReasons)),
});

/** Answer of `GET …/manifests/{reference}/content`: what a manifest that is no image holds, for people to read. */
export const artifactContent = z.object({
  repository: z.string(),
  digest: z.string(),
  kind: z.enum(contentKinds),
  /** What it refers to. */
  subject: z.nullable(z.string()),
  chart: z.nullable(chart),
  parts: z.array(part),
  /** How many more files it has. */
  partsOmitted: z.int(),
});

export type SoftwarePackage = z.output<typeof softwarePackage>;
export type PackageList = z.output<typeof packageList>;
export type VexStatement = z.output<typeof vexStatement>;
export type VexList = z.output<typeof vexList>;
export type Material = z.output<typeof material>;
export type Statement = z.output<typeof statement>;
export type SignatureView = z.output<typeof signature>;
export type UnreadReason = (typeof unreadReasons)[number];
export type ArtifactPart = z.output<typeof part>;
export type ChartView = z.output<typeof chart>;
export type ArtifactContent = z.output<typeof artifactContent>;
