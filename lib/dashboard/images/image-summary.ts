import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { Digest } from '@/lib/oci/digest';
import { isDigest } from '@/lib/oci/digest';
import { isIndexMediaType, isManifestMediaType } from '@/lib/oci/media-types';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Storage } from '@/lib/storage/storage';
import { kindOfManifest } from './content-kind';
import type { ContentKind, ImageMark } from './content-kinds';
import { marksOfManifest } from './manifest-marks';
import { platformText } from './platform-text';
import { readConfig } from './read-config';
import { shownManifest } from './shown-manifest';

/** What a list says of a manifest besides what the index of the registry knows. It never changes. */
export interface ImageSummary {
  kind: ContentKind;
  /** `linux/arm64/v8`, each once, in the order of the manifest; none of an artifact. */
  platforms: string[];
  /** Of an index: the manifests that are for a platform, the first of them. */
  children: Digest[];
  /** Of an index: the manifest for each platform, the first of them where there are several. */
  manifestFor: ReadonlyMap<string, Digest>;
  /** Of an index: the first of the manifests in it that say something of others, as BuildKit's provenance does. */
  attestations: Digest[];
  /** What it says itself of the manifest that it is about. */
  marks: ImageMark[];
}

/** The form of manifests that is read here: anything that parses, in the fields that are known. */
type Fields = Readonly<Record<string, unknown>>;
interface Child {
  digest: string;
  mediaType: string;
  platform: Fields | undefined;
  annotations: Fields | undefined;
}

/** Whether an entry of an index says something of another one, and is no image of its own. */
export function isAttestation(child: { platform?: unknown; annotations?: unknown }): boolean {
  const annotations = child.annotations as Fields | undefined;
  if (annotations?.['vnd.docker.reference.type'] === 'attestation-manifest') return true;
  const platform = child.platform as Fields | undefined;
  return platform?.os === 'unknown' && platform.architecture === 'unknown';
}

/** A config of more bytes is not read for a list: those of images have a few thousand. */
const configBytesMax = 256 * 1024;
/** How many manifests are read at a time. */
const readsAtOnceMax = 8;
/** Children of an index that a list adds up; whoever pushes may name tens of thousands. */
const childrenMax = 500;
/** Attestations in an index that are kept of it. */
const attestationsMax = 100;

/**
 * Reads what manifests are for lists. A manifest has one digest for ever, so what was read once is kept; whether who asks
 * may see it is not asked here.
 */
export class ImageSummaries {
  readonly #storage: Pick<Storage, 'manifests' | 'blobs'>;
  readonly #known = new LRUCache<Digest, ImageSummary>({
    maxSize: 200_000,
    sizeCalculation: ({ platforms, children, attestations }) =>
      10 + platforms.length + children.length + attestations.length,
  });
  /** A page has a hundred manifests, and several may be asked for at once. */
  readonly #turns = pLimit(readsAtOnceMax);

  constructor(storage: Pick<Storage, 'manifests' | 'blobs'>) {
    this.#storage = storage;
  }

  /** `undefined` when the repository does not hold the manifest, or it cannot be read. */
  async of(repository: RepositoryName, digest: Digest): Promise<ImageSummary | undefined> {
    const known = this.#known.get(digest);
    return known ?? (await this.#turns(() => this.#read(repository, digest)));
  }

  async #read(repository: RepositoryName, digest: Digest): Promise<ImageSummary | undefined> {
    const stored = await this.#storage.manifests.read(repository, digest);
    const shown = shownManifest(stored);
    if (!shown) return undefined;
    const { manifest, fields } = shown;
    const kind = kindOfManifest(manifest);
    if (isIndexMediaType(manifest.mediaType)) return this.#keep(digest, ofIndex(kind, fields));
    const marks = marksOfManifest(manifest, fields);
    const plain = { kind, platforms: [], children: [], manifestFor: new Map(), attestations: [], marks };
    const config = manifest.references.find((one) => one.kind === 'config');
    if (kind !== 'image' || !config) return this.#keep(digest, plain);
    const read = await readConfig(this.#storage, repository, config.digest, configBytesMax);
    // Without its config nothing is known of the platform now; it may come back.
    if (read === undefined) return plain;
    return this.#keep(digest, { ...plain, platforms: read ? listed([platformText(read)]) : [] });
  }

  #keep(digest: Digest, summary: ImageSummary): ImageSummary {
    this.#known.set(digest, summary);
    return summary;
  }
}

function ofIndex(kind: ContentKind, fields: Fields): ImageSummary {
  const children = (Array.isArray(fields.manifests) ? fields.manifests : []) as Child[];
  const manifests = children.filter(({ mediaType }) => isManifestMediaType(mediaType));
  const images = manifests.filter((child) => !isAttestation(child));
  return {
    kind,
    platforms: listed(images.map(({ platform }) => platformText(platform))),
    children: digestsOf(images, childrenMax),
    manifestFor: platformsOf(images.slice(0, childrenMax)),
    attestations: digestsOf(manifests.filter(isAttestation), attestationsMax),
    marks: [],
  };
}

function platformsOf(images: readonly Child[]): Map<string, Digest> {
  const found = new Map<string, Digest>();
  for (const { platform, digest } of images) {
    const text = platformText(platform);
    if (text !== undefined && isDigest(digest) && !found.has(text)) found.set(text, digest);
  }
  return found;
}

function digestsOf(children: readonly Child[], max: number): Digest[] {
  const digests = children.slice(0, max).map(({ digest }) => digest);
  return digests.filter((one): one is Digest => isDigest(one));
}

function listed(platforms: (string | undefined)[]): string[] {
  return [...new Set(platforms.filter((one) => one !== undefined))].slice(0, childrenMax);
}
