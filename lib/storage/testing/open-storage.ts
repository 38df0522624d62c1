import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Config, RetentionPolicy } from '@/lib/config';
import { Database } from '@/lib/database/database';
import { type Algorithm, type Digest, digestOf } from '@/lib/oci/digest';
import { parseManifest } from '@/lib/oci/manifest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import { parseRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { Blobs } from '../blobs';
import { FileSystemDriver } from '../driver';
import { Catalog } from '../listing/catalog';
import { factsOf } from '../listing/manifest-facts';
import { RepositoryListing, type TagEntry } from '../listing/repository-listing';
import { Locks } from '../locks';
import { Manifests } from '../manifests';
import type { Origin } from '../origin';
import { StoragePaths } from '../paths';
import { prepareFolders } from '../probe';
import { Processes } from '../processes';
import { Quarantine } from '../quarantine';
import { Quotas } from '../quotas/quotas';
import { Referrers } from '../referrers';
import { Room } from '../room';
import { SmallCache } from '../small-cache';
import { Storage } from '../storage';
import { TagProtections } from '../tag-protections';
import { tagRulesOf } from '../tag-rules';
import { Trash } from '../trash/trash';
import { TrashStore } from '../trash/trash-store';
import { Uploads } from '../uploads';
import { Verification } from '../verification';

/** For tests: an empty folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cyberdock-storage-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** For tests: limits that a test may change. Times in milliseconds, sizes in bytes. */
export type Limits = Partial<Config['storage']>;

const limitsOf = (root: string, limits: Limits): Config['storage'] => ({
  root,
  maxBlobBytes: 1024 ** 3,
  maxManifestBytes: 4 * 1024 ** 2,
  uploadTimeoutMs: 3_600_000,
  idleTimeoutMs: 10_000,
  freeBytesMin: 0,
  cacheBytes: 1024 ** 2,
  fsync: false,
  ...limits,
});

/** For tests: what else a data folder is opened with. */
export interface OpenOptions {
  trashMs?: number;
  /** Of retention. */
  policies?: RetentionPolicy[];
  quotas?: Config['access']['quotas'];
  driver?: FileSystemDriver;
}

/** For tests: a data folder, open; closed when the test ends. Also what it reported. */
export async function openStorage(root: string, limits: Limits = {}, options: OpenOptions = {}) {
  const { trashMs = 0, policies = [], quotas = [], driver = new FileSystemDriver(false) } = options;
  const reported = { corrupt: [] as Digest[], broken: [] as string[], damaged: [] as string[] };
  const reports = {
    onCorrupt: (digest: Digest) => reported.corrupt.push(digest),
    onBrokenTags: (_: RepositoryName, tags: TagEntry[]) =>
      reported.broken.push(...tags.map(({ name }) => name)),
    onDamagedDatabase: (file: string) => reported.damaged.push(file),
  };
  const retention = { enabled: true, intervalMs: 0, policies };
  const config = {
    storage: limitsOf(root, limits),
    maintenance: { trashMs },
    retention,
    access: { quotas },
  } as Config;
  const storage = await Storage.open(config, reports, driver);
  let closed = false;
  const close = async () => {
    if (!closed) await storage.close();
    closed = true;
  };
  onTestFinished(close);
  return { storage, reported, close };
}

/** For tests: the parts of storage over a driver of the test's own, put together as `Storage` does. */
export async function openParts(
  root: string,
  driver = new FileSystemDriver(false),
  limits: Limits = {},
  { trashMs = 0 } = {},
) {
  const config = limitsOf(root, limits);
  const paths = new StoragePaths(root);
  await prepareFolders(paths.root, paths.fixedFolders, paths.temp);
  const processes = await Processes.join(driver, paths);
  const { database } = Database.open(paths.database);
  const locks = new Locks(driver, paths, processes);
  const listing = new RepositoryListing(database, driver, paths, async (repository, digest) => {
    const stored = await manifests.read(repository, digest);
    return stored && factsOf(stored.manifest, stored.bytes.length, 0);
  });
  const catalog = new Catalog(database, driver, paths, locks, listing);
  const quarantine = new Quarantine(driver, paths, () => undefined);
  const cache = new SmallCache(config.cacheBytes);
  const quotas = new Quotas({ database, driver, paths, catalog }, []);
  const shared = { driver, paths, processes, locks, catalog, listing, quarantine, quotas, cache };
  const blobs = new Blobs({ ...shared, verification: new Verification() });
  const trashStore = new TrashStore({ ...shared, blobs }, trashMs, () => undefined);
  const tagRules = tagRulesOf([]);
  const tagProtections = new TagProtections({ ...shared, database });
  const guards = { tagRules, tagProtections };
  const manifests: Manifests = new Manifests({ ...shared, blobs, trash: trashStore, ...guards });
  const trash = new Trash({ ...shared, blobs, manifests, tagRules }, trashStore);
  const uploads = new Uploads({
    ...shared,
    blobs,
    room: new Room(driver, root, config.freeBytesMin),
    blobBytesMax: config.maxBlobBytes,
    idleTimeoutMs: config.idleTimeoutMs,
    expiryMs: config.uploadTimeoutMs,
  });
  const referrers = new Referrers(driver, paths, manifests);
  onTestFinished(async () => {
    database.close();
    await processes.leave();
  });
  return { ...shared, ...guards, database, blobs, manifests, uploads, referrers, trash, trashStore };
}

/** For tests: who pushes and deletes. */
export const someone: Origin = { actor: 'someone', cause: 'push' };

/** For tests: what can take blobs and manifests, `Storage` or parts of it. */
type Store = { uploads: Uploads; manifests: Manifests };

/** For tests: a repository's name. */
export const repositoryOf = (name: string): RepositoryName => parseRepositoryName(name);

/** For tests: a body of these chunks, and nothing that cuts it. */
export function incomingOf(...chunks: (Uint8Array | string)[]) {
  const body = () => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  return { body, signal: new AbortController().signal, mayPull: true };
}

/** For tests: pushes a blob and returns its digest. */
export async function pushBlob(
  { uploads }: Store,
  repository: RepositoryName,
  content: Uint8Array | string,
  algorithm: Algorithm = 'sha256',
): Promise<Digest> {
  const digest = digestOf(Buffer.from(content), algorithm);
  await uploads.receiveWhole(repository, digest, incomingOf(content));
  return digest;
}

/** For tests: pushes a manifest under tags and returns its digest. */
export async function pushManifest(
  { manifests }: Store,
  repository: RepositoryName,
  document: object,
  ...tags: string[]
): Promise<Digest> {
  const bytes = Buffer.from(JSON.stringify(document));
  const digest = digestOf(bytes);
  const push = { digest, bytes, manifest: parseManifest(bytes), tags: tags.map(parseTag) };
  await manifests.put(repository, push, someone);
  return digest;
}

/** For tests: an index without children, which needs no blob; one of its own for each text. */
export function emptyIndex(text: string, fields: object = {}): object {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: [],
    annotations: { text },
    ...fields,
  };
}

/** For tests: pushes an image with a config and a layer; also returns their digests. */
export async function pushImage(store: Store, repository: RepositoryName, text: string, ...tags: string[]) {
  const config = await pushBlob(store, repository, `{"config":"${text}"}`);
  const layer = await pushBlob(store, repository, `layer of ${text}`);
  const descriptor = (digest: Digest, content: string, mediaType: string) => ({
    mediaType,
    digest,
    size: Buffer.byteLength(content),
  });
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptor(config, `{"config":"${text}"}`, mediaTypes.ociConfig),
    layers: [descriptor(layer, `layer of ${text}`, 'application/vnd.oci.image.layer.v1.tar')],
  };
  const digest = await pushManifest(store, repository, document, ...tags);
  return { digest, config, layer, document, size: Buffer.byteLength(JSON.stringify(document)) };
}

/** For tests: the StorageError's fault code that a promise fails with, or what else became of it. */
export async function faultOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    (value) => ({ resolved: value }),
    (error) => error?.fault?.code ?? error,
  );
}
