import type { Digest } from '@/lib/oci/digest';
import type { PackageList } from '../artifacts/artifact-contracts';
import { readArtifactContent } from '../artifacts/read-artifact-content';
import { DashboardProblem } from '../dashboard-problem';
import { contentKind } from '../images/content-kind';
import { indexChildren } from '../images/index-children';
import { shownManifest } from '../images/shown-manifest';
import type { RepositoryScope } from '../repository-scope';
import type { CompareQuery, PackageComparison } from './compare-contracts';
import { findCompared, type ScopeOf } from './compare-images';
import { packageChanges } from './package-changes';

/** Manifests that are looked into for an SBOM of one manifest, and indexes that are asked for some. */
const candidatesMax = 6;
const parentsMax = 3;
const childrenMax = 500;

/** The kinds that may hold an SBOM, those first that are one. */
const kinds = ['sbom', 'attestation', 'signature'] as const;

/**
 * What the SBOMs of two manifests say differently.
 * @param query of manifests themselves, not of indexes of them
 * @throws DashboardProblem 404, 410, and 429 when many files are being read
 */
export async function comparePackages(
  scopeOf: ScopeOf,
  { a, b }: Omit<CompareQuery, 'platform'>,
): Promise<PackageComparison> {
  const found = await findCompared(scopeOf, [a, b]);
  const lists: (Sbom | undefined)[] = [];
  for (const { scope, digest } of found) lists.push(await findSbom(scope, digest));
  const [from, to] = lists;
  const nothing = { changes: [], counts: { added: 0, removed: 0, changed: 0, same: 0 } };
  return {
    a: told(from),
    b: told(to),
    ...(from && to ? packageChanges(from.list.packages, to.list.packages) : nothing),
  };
}

interface Sbom {
  digest: Digest;
  list: PackageList;
}

function told(sbom: Sbom | undefined): PackageComparison['a'] {
  if (!sbom) return null;
  const { format, total, packages } = sbom.list;
  return { digest: sbom.digest, format, total, read: packages.length };
}

/** The first SBOM of a manifest: what refers to it, what an index says of it, then what refers to that index. */
async function findSbom(scope: RepositoryScope, digest: Digest): Promise<Sbom | undefined> {
  const { storage, repository } = scope;
  await storage.listTags(repository, { limit: 1 }); // Brings the index up to date.
  const parents = storage.parts.listing.parentsOf(repository, digest, ['manifest'], parentsMax);
  const candidates = new Set<Digest>(await referrersOf(scope, digest));
  for (const parent of parents)
    for (const one of await attestationsIn(scope, parent, digest)) candidates.add(one);
  for (const parent of parents) for (const one of await referrersOf(scope, parent)) candidates.add(one);
  for (const candidate of [...candidates].slice(0, candidatesMax)) {
    const content = await readArtifactContent(scope, candidate).catch(passLarge);
    const list = content?.parts.find(({ packages }) => packages !== null)?.packages;
    if (list) return { digest: candidate, list };
  }
  return undefined;
}

/** What is too large to be shown is none of the packages that are compared. */
function passLarge(error: unknown): undefined {
  if (!(error instanceof DashboardProblem && error.status === 413)) throw error;
}

async function referrersOf({ storage, repository }: RepositoryScope, digest: Digest): Promise<Digest[]> {
  const { descriptors } = await storage.referrers.page(repository, digest, {});
  return kinds.flatMap((kind) =>
    descriptors
      .filter(({ mediaType, artifactType }) => contentKind(mediaType, artifactType) === kind)
      .map((one) => one.digest),
  );
}

/** What BuildKit puts beside a manifest into its index. */
async function attestationsIn(
  { storage, repository }: RepositoryScope,
  index: Digest,
  digest: Digest,
): Promise<Digest[]> {
  const stored = await storage.manifests.read(repository, index);
  const shown = shownManifest(stored);
  if (shown?.manifest.kind !== 'index') return [];
  const { children } = indexChildren(shown.fields.manifests, childrenMax);
  return children
    .filter((child) => child.digest === digest)
    .flatMap((child) => child.attestations as Digest[]);
}
