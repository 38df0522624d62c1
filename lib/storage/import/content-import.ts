import type { Digest } from '@/lib/oci/digest';
import { Invalid } from '@/lib/oci/invalid';
import { type Manifest, type ManifestReference, parseManifest } from '@/lib/oci/manifest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { Origin } from '../origin';
import { type Breather, inBatches } from '../snapshot/in-batches';
import type { StorageParts } from '../storage';
import { StorageError } from '../storage-error';
import { type ContentFiles, ImportFault } from './content-files';

/** What an import did. */
export interface ImportTally {
  /** Tags that were made or moved. */
  tags: number;
  manifests: number;
  /** Manifests that were here already. */
  presentManifests: number;
  /** Blobs that a repository got. */
  blobs: number;
  /** Of those, files that are shared with where they came from. */
  linked: number;
  /** Bytes that were read and compared with a digest. */
  bytes: number;
}

/** What an import works with. */
export interface ContentImportParts
  extends Pick<StorageParts, 'driver' | 'paths' | 'processes' | 'blobs' | 'manifests'> {
  files: ContentFiles;
  origin: Origin;
  pace: Breather;
}

/** How often a manifest is tried whose blobs were collected before it came. */
const triesMax = 3;

/**
 * Imports manifests with all that they need, as a client pushes them: blobs, then children, then the manifest, then
 * its tags. So the registry may serve meanwhile, and an import that was cut short goes on where it was.
 */
export class ContentImport {
  readonly tally: ImportTally = { tags: 0, manifests: 0, presentManifests: 0, blobs: 0, linked: 0, bytes: 0 };
  readonly #parts: ContentImportParts;
  /** A repository that got a blob in this run, so that the next one can share it without reading it again. */
  readonly #homes = new Map<Digest, RepositoryName>();
  /** What was counted: a child of an index is met again as a manifest of its own. */
  readonly #counted = new Set<string>();

  constructor(parts: ContentImportParts) {
    this.#parts = parts;
  }

  /**
   * Imports a manifest and points tags to it; what is here already is left as it is.
   * @throws ImportFault when something of it is missing, corrupt, or not supported
   */
  async manifest(repository: RepositoryName, digest: Digest, tags: Tag[]): Promise<void> {
    const { manifests, files, pace } = this.#parts;
    await pace.breathe();
    const present = await manifests.read(repository, digest);
    const wanted: Tag[] = [];
    for (const tag of tags) if ((await manifests.resolve(repository, tag)) !== digest) wanted.push(tag);
    const isNew = !this.#counted.has(`${repository} ${digest}`);
    if (present && isNew) this.tally.presentManifests += 1;
    if (present) this.#counted.add(`${repository} ${digest}`);
    if (present && wanted.length === 0) return;
    const bytes = present?.bytes ?? (await files.manifest(digest));
    const manifest = read(bytes);
    if (!present) this.tally.bytes += bytes.length;
    for (let tries = 1; ; tries++) {
      if (!present) await this.#needs(repository, manifest);
      try {
        await manifests.put(repository, { digest, bytes, manifest, tags: wanted }, this.#parts.origin);
        break;
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
        const isMissing = error.fault.code === 'REFERENCE_MISSING';
        if (!isMissing || tries === triesMax) throw new ImportFault(faultText(error), { cause: error });
      }
    }
    this.tally.tags += wanted.length;
    if (present) return;
    this.tally.manifests += 1;
    this.#counted.add(`${repository} ${digest}`);
  }

  /** Imports what a manifest names. Nothing is taken when something is missing. */
  async #needs(repository: RepositoryName, { references }: Manifest): Promise<void> {
    const { files } = this.#parts;
    const named = [...new Map(references.map((one) => [one.digest, one])).values()];
    const blobs: ManifestReference[] = [];
    for (const one of named) {
      if (one.kind === 'manifest') continue;
      const size = await this.#sizeOf(repository, one.digest);
      if (size === undefined && !one.required) continue; // A client gets it from elsewhere.
      if (size === undefined) throw new ImportFault(`it names ${one.digest}, which is missing`);
      if (size !== one.size) {
        throw new ImportFault(`it names ${one.digest} with ${one.size} bytes, which has ${size}`);
      }
      blobs.push(one);
    }
    for (const { kind, digest, required } of named) {
      if (kind !== 'manifest' || !required) continue;
      if (
        (await files.size(digest)) === undefined &&
        !(await this.#parts.manifests.read(repository, digest))
      ) {
        throw new ImportFault(`it names ${digest}, which is missing`);
      }
      await this.manifest(repository, digest, []);
    }
    await inBatches(blobs, this.#parts.pace, ({ digest }) => this.#blob(repository, digest));
  }

  async #sizeOf(repository: RepositoryName, digest: Digest): Promise<number | undefined> {
    const here = await this.#parts.blobs.find(repository, digest);
    return here?.size ?? (await this.#parts.files.size(digest));
  }

  async #blob(repository: RepositoryName, digest: Digest): Promise<void> {
    const { driver, paths, processes, blobs, files } = this.#parts;
    if (await blobs.tell(repository, digest)) return;
    const home = this.#homes.get(digest);
    if (home === undefined || !(await blobs.mount(home, repository, digest))) {
      const file = paths.temporaryFile(processes.id);
      try {
        const how = await files.take(digest, file);
        const stat = await driver.stat(file);
        await blobs.adopt(repository, digest, file);
        this.tally.bytes += stat?.size ?? 0;
        if (how === 'linked') this.tally.linked += 1;
      } finally {
        await driver.remove(file);
      }
      this.#homes.set(digest, repository);
    }
    this.tally.blobs += 1;
  }
}

function read(bytes: Buffer): Manifest {
  try {
    return parseManifest(bytes);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    throw new ImportFault(error.message, { cause: error });
  }
}

function faultText({ fault }: StorageError): string {
  if (fault.code === 'REFERENCE_MISSING') {
    return `it names ${fault.missing.map(({ digest }) => digest).join(', ')}, which went missing again and again`;
  }
  if (fault.code === 'REFERENCE_SIZE') {
    return `it names ${fault.digest} with ${fault.stated} bytes, which has ${fault.actual}`;
  }
  return fault.code;
}
