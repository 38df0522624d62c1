import type { Digest } from '@/lib/oci/digest';
import type { Manifest } from '@/lib/oci/manifest';
import { mediaTypes } from '@/lib/oci/media-types';
import { isTag } from '@/lib/oci/reference';
import { repositoriesNaming } from '@/lib/storage/listing/content-sharing';
import type { RepositoryScope } from '../repository-scope';
import { readTagRow, rightsOf } from '../tags/list-tag-table';
import { configView, pairs } from './config-view';
import { kindOfManifest } from './content-kind';
import { marksOfImages } from './image-marks';
import { layerCommands } from './layer-commands';
import type { LayerView, ManifestView, Sharing } from './manifest-contracts';
import { readChildren } from './read-children';
import { readConfig } from './read-config';
import { requireShown } from './shown-manifest';

const tagsMax = 100;
const namesMax = 10;
/** Layers, and children of an index, that are shown and looked for: whoever pushes may name tens of thousands. */
const shownMax = 500;

/**
 * What a manifest is, with what it names and who else has that. What is missing is named, and the rest is told all the
 * same.
 * @param reference by which it was asked for: its digest, or a tag
 * @returns undefined when the repository does not hold it, or holds something that is no manifest
 * @throws DashboardProblem 413 when it is larger than what is shown
 */
export async function readManifestView(
  scope: RepositoryScope,
  digest: Digest,
  reference: string = digest,
): Promise<ManifestView | undefined> {
  const { storage, repository } = scope;
  await storage.listTags(repository, { limit: 1 }); // Brings the index up to date.
  const stored = await storage.manifests.read(repository, digest);
  const read = requireShown(stored);
  if (!read) return undefined;
  const { manifest, fields, bytes: manifestBytes } = read;
  const { listing } = storage.parts;
  const { children, childrenOmitted, loose, attestationsOmitted } = await readChildren(
    scope,
    manifest.kind === 'index' ? fields.manifests : [],
    shownMax,
  );
  const sizes = storage.tagTable.contentBytesOf(
    repository,
    children.flatMap((child) => (child.isIndex ? [] : [child.digest as Digest])),
  );
  const blobs = manifest.references.filter(({ kind }) => kind === 'layer');
  const layers = blobs.slice(0, shownMax);
  const shown = new Set<string>([
    ...layers.map((layer) => layer.digest),
    ...children.flatMap((child) => [child.digest, ...child.attestations]),
    ...loose,
  ]);
  const looked = manifest.references.filter(({ kind, digest }) => kind === 'config' || shown.has(digest));
  const deeper = children.filter(({ depth }) => depth > 0).map(({ digest: child }) => child as Digest);
  const there = await presenceOf(scope, [
    ...looked,
    ...deeper.map((child) => ({ kind: 'manifest' as const, digest: child })),
  ]);
  const config = await configOf(scope, manifest, there);
  const { commands, matches } = layerCommands(config.document?.history, blobs.length);
  const pull = storage.pulls.of(repository, [digest]).get(digest);
  const since = storage.pulls.knownSinceMs();
  const tag = isTag(reference) ? await readTagRow(scope, reference) : undefined;
  const facts = storage.tagTable.factsOf(repository, digest);
  const tags = listing.tagsOf(repository, digest).sort();
  const missing = looked.filter((one) => one.required && !there.has(one.digest));
  const sharing = sharingIn(
    scope,
    layers.map((layer) => layer.digest),
  );
  const summaries = new Map([[digest, await scope.summaries.of(repository, digest)]]);
  const marks = await marksOfImages(scope, summaries);
  return {
    repository,
    digest,
    nowMs: Date.now(),
    kind: kindOfManifest(manifest),
    mediaType: manifest.mediaType,
    artifactType: manifest.artifactType ?? null,
    manifestBytes: manifestBytes.length,
    contentBytes: sumOfDistinct(manifest.references.filter(({ kind }) => kind !== 'manifest')),
    pushedAtMs: facts?.pushedAtMs ?? null,
    pushedBy: storage.tagTable.pusherOf(repository, digest) ?? null,
    pulls: pull?.count ?? 0,
    pulledAtMs: pull?.lastAtMs ?? null,
    pullsSinceMs: Number.isFinite(since) ? since : null,
    created:
      config.view?.created ??
      manifest.annotations?.['org.opencontainers.image.created']?.slice(0, 64) ??
      null,
    subject: manifest.subject?.digest ?? null,
    marks: marks.get(digest) ?? [],
    annotations: pairs(manifest.annotations),
    // It may have moved since it was resolved.
    tag: tag?.digest === digest ? tag : null,
    tags: tags.slice(0, tagsMax),
    tagCount: tags.length,
    parents: listing.parentsOf(repository, digest, ['manifest'], namesMax),
    children: children.map((child) => ({
      ...child,
      bytes: there.has(child.digest) ? (sizes.get(child.digest as Digest) ?? null) : null,
      isThere: there.has(child.digest),
    })),
    childrenOmitted,
    looseAttestations: loose,
    attestationsOmitted,
    config: config.told,
    layers: layers.map(({ digest: layer, size, mediaType }, at) => ({
      digest: layer,
      bytes: size,
      mediaType,
      isThere: there.has(layer),
      ...(commands[at] ?? { command: null, createdAt: null }),
      sharing: sharing(layer),
    })) satisfies LayerView[],
    layersOmitted: blobs.length - layers.length,
    historyMatches: matches,
    missing: [...new Map(missing.map(({ digest: one, kind }) => [one, { digest: one, kind }])).values()],
    rights: rightsOf(scope),
  };
}

/** Those of some references of a manifest that the repository holds, each looked for once. */
async function presenceOf(
  { storage, repository }: RepositoryScope,
  named: readonly Pick<Manifest['references'][number], 'kind' | 'digest'>[],
): Promise<Set<string>> {
  const held = new Set<string>();
  const references = [...new Map(named.map((one) => [one.digest, one])).values()];
  for (let at = 0; at < references.length; at += 32) {
    await Promise.all(
      references.slice(at, at + 32).map(async ({ kind, digest }) => {
        const found =
          kind === 'manifest'
            ? await storage.manifests.read(repository, digest)
            : await storage.blobs.find(repository, digest);
        if (found) held.add(digest);
      }),
    );
  }
  return held;
}

async function configOf({ storage, repository }: RepositoryScope, manifest: Manifest, there: Set<string>) {
  const named = manifest.references.find(({ kind }) => kind === 'config');
  // An artifact says by this type that it has none (image-spec, manifest.md).
  if (!named || named.mediaType === mediaTypes.empty) return { told: null, view: null, document: undefined };
  const document = await readConfig(storage, repository, named.digest);
  const view = document ? configView(document) : null;
  const { digest, size, mediaType } = named;
  return { told: { digest, bytes: size, mediaType, isThere: there.has(digest), view }, view, document };
}

/** Says of each of some blobs who else names it, as far as whoever asks may pull from there. */
function sharingIn(
  { storage, repository, sees }: RepositoryScope,
  digests: readonly Digest[],
): (digest: Digest) => Sharing {
  const { naming, shownMax: namingMax } = repositoriesNaming(storage.parts.database, digests, repository);
  return (digest) => {
    const all = naming.get(digest) ?? [];
    const others = all.filter((one) => one.repository !== repository && sees(one.repository));
    const own = all.find((one) => one.repository === repository)?.manifests ?? 1;
    return {
      here: Math.max(own - 1, 0),
      repositories: others.length,
      elsewhere: others.reduce((sum, one) => sum + one.manifests, 0),
      names: others.slice(0, namesMax).map((one) => one.repository),
      exact: all.length < namingMax,
    };
  };
}

function sumOfDistinct(references: readonly { digest: string; size: number }[]): number {
  const sizes = new Map(references.map(({ digest, size }) => [digest, size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
