import type { Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { DashboardProblem } from '../dashboard-problem';
import { kindOfManifest } from '../images/content-kind';
import { requireManifest } from '../images/require-manifest';
import { isNamed } from '../is-named';
import type { RepositoryScope } from '../repository-scope';
import { choosePlatform } from './choose-platform';
import type { ComparedSide, CompareQuery, Comparison } from './compare-contracts';
import { parseImageReference } from './image-reference';
import { readSide, type SideContent } from './read-side';

/** Gives a repository as whoever asks gets at it; `undefined` when they may not pull from it. */
export type ScopeOf = (repository: RepositoryName) => RepositoryScope | undefined;

const layersMax = 500;
const tagsMax = 5;

/** A manifest that somebody may pull. */
export interface Found {
  scope: RepositoryScope;
  digest: Digest;
}

/**
 * The manifests that a comparison names. Nothing is read of either before it is known that both may be pulled.
 * @throws DashboardProblem 404 when one is not there, or may not be pulled; 410 when it was deleted and can be restored
 */
export async function findCompared(scopeOf: ScopeOf, texts: readonly string[]): Promise<Found[]> {
  const asked = texts.map((text, at) => {
    const parsed = parseImageReference(text);
    const scope = parsed && scopeOf(parsed.repository);
    if (!parsed || !scope) throw noSuchImage(at);
    return { scope, reference: parsed.reference };
  });
  const found: Found[] = [];
  for (const [at, { scope, reference }] of asked.entries()) {
    const digest = await requireManifest(scope, reference).catch((error) => {
      if (isNamed<DashboardProblem>(error, 'DashboardProblem') && error.status === 404) throw noSuchImage(at);
      throw error;
    });
    found.push({ scope, digest });
  }
  return found;
}

/** One that may not be pulled is as one that is not there. @param at which of the two */
function noSuchImage(at: number): DashboardProblem {
  return new DashboardProblem(404, `The ${at === 0 ? 'first' : 'second'} image is not there.`);
}

/**
 * Compares two manifests: what they are, their configs, their layers, and what it takes to get from the first to the second.
 * @throws DashboardProblem 404, 409, 410
 */
export async function compareImages(scopeOf: ScopeOf, query: CompareQuery): Promise<Comparison> {
  const { askedA, askedB, sideA, sideB, platforms, platform } = await comparedSides(scopeOf, query);
  const missing = referencesOf(sideB).filter(({ digest }) => !blobsOf(sideA).has(digest));
  return {
    a: await told(askedA, sideA, sideB),
    b: await told(askedB, sideB, sideA),
    platforms,
    platform,
    sharedLayers: sharedLayers(sideA, sideB),
    download: {
      bytes: missing.reduce((sum, { size }) => sum + size, 0),
      layers: missing.filter(({ kind }) => kind === 'layer').length,
    },
  };
}

/**
 * What a comparison names, and which manifests of that are compared.
 * @throws DashboardProblem 404, 409, 410, 413
 */
export async function comparedSides(scopeOf: ScopeOf, { a, b, platform: wanted }: CompareQuery) {
  const [foundA, foundB] = await findCompared(scopeOf, [a, b]);
  const [askedA, askedB] = [await required(foundA, 0), await required(foundB, 1)];
  const { platforms, platform, ...chosen } = choosePlatform(askedA, askedB, wanted);
  const [sideA, sideB] = [await childOf(askedA, chosen.a), await childOf(askedB, chosen.b)];
  return { askedA, askedB, sideA, sideB, platforms, platform };
}

async function required(found: Found | undefined, at: number): Promise<SideContent> {
  const side = found && (await readSide(found.scope, found.digest));
  if (!side) throw noSuchImage(at);
  return side;
}

async function childOf(index: SideContent, digest: string | null): Promise<SideContent> {
  if (digest === null) return index;
  const child = await readSide(index.scope, digest as Digest);
  if (!child)
    throw new DashboardProblem(
      409,
      `The manifest for this platform is referenced, not stored, in ${index.scope.repository}.`,
    );
  return child;
}

/** The layers from the bottom up that are the same, unpacked or as they are: what both were built on. */
function sharedLayers(a: SideContent, b: SideContent): number {
  const [layersA, layersB] = [layersOf(a), layersOf(b)];
  let count = 0;
  for (const [at, layer] of layersA.entries()) {
    const diffId = a.diffIds[at] ?? null;
    const isSame = layersB[at]?.digest === layer.digest || (diffId !== null && diffId === b.diffIds[at]);
    if (!isSame || layersB[at] === undefined) break;
    count += 1;
  }
  return count;
}

function layersOf({ manifest }: SideContent) {
  return manifest.references.filter(({ kind }) => kind === 'layer');
}

/** What a manifest names besides manifests, each once. */
function referencesOf({ manifest }: SideContent) {
  const blobs = manifest.references.filter(({ kind }) => kind !== 'manifest');
  return [...new Map(blobs.map((one) => [one.digest, one])).values()];
}

function blobsOf(side: SideContent): Set<string> {
  return new Set(referencesOf(side).map(({ digest }) => digest));
}

async function told(asked: SideContent, side: SideContent, other: SideContent): Promise<ComparedSide> {
  const { storage, repository } = asked.scope;
  await storage.listTags(repository, { limit: 1 }); // Brings the index up to date.
  const layers = layersOf(side);
  const inOther = blobsOf(other);
  return {
    repository,
    asked: asked.digest,
    digest: side.digest,
    tags: storage.parts.listing.tagsOf(repository, asked.digest).sort().slice(0, tagsMax),
    kind: kindOfManifest(side.manifest),
    platform: side.config?.platform ?? null,
    contentBytes: referencesOf(side).reduce((sum, { size }) => sum + size, 0),
    config: side.config,
    layers: layers.slice(0, layersMax).map(({ digest, size, mediaType }, at) => ({
      digest,
      bytes: size,
      mediaType,
      command: side.commands[at] ?? null,
      isInOther: inOther.has(digest),
    })),
    layersOmitted: Math.max(layers.length - layersMax, 0),
  };
}
