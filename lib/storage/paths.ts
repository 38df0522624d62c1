import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import { type Algorithm, algorithmOf, type Digest, hexOf } from '@/lib/oci/digest';
import type { Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';

/** What the folder of protected tags is called: as no repository can be. */
export const protectionsFolder = '_protected';

/**
 * The only place that makes a path. It takes parsed types alone, so that no path can leave the root.
 *
 *     {root}/
 *     ├── repositories/{namespace}/{name}/
 *     │   ├── manifests/{tag} -> sha256:{hex}       a symlink; moving a tag is rename(2) over it
 *     │   ├── manifests/sha256:{hex}                the exact bytes that were pushed
 *     │   ├── blobs/sha256:{hex}                    a hard link to the pool
 *     │   ├── referrers/sha256:{subject}/sha256:{hex} -> ../../manifests/sha256:{hex}
 *     │   └── _protected/{tag}                      who protected the tag; no component of a name begins so
 *     ├── pool/{algorithm}/{first two of hex}/{hex} every blob once; the link count says who holds it
 *     ├── temp/
 *     │   ├── uploads/{uuid}/data, session.json     an upload session
 *     │   ├── files/{process}.{uuid}                what is being written; named after who writes it
 *     │   ├── processes/{process}                   who is using this folder now
 *     │   ├── locks/{sha256 of the key}             a hard link to the file of the process that holds it
 *     │   └── reserve                               room to start on a full disk
 *     ├── trash/
 *     │   ├── entries/{entry}.json              what was deleted, by whom, and until when it can be restored;
 *     │   │                                     `{entry}.purging` while it goes for good
 *     │   └── repositories/{namespace}/{name}/  manifests and blobs as above, held for these entries
 *     ├── quarantine/{algorithm}:{hex}              content whose digest no longer matched
 *     ├── audit/                                    the audit trail, unless `log.auditFolder` says otherwise
 *     └── cyberdock.db                              never content
 */
export class StoragePaths {
  readonly root: string;
  readonly repositories: string;
  readonly temp: string;
  readonly uploads: string;
  readonly files: string;
  readonly processes: string;
  readonly locks: string;
  readonly reserve: string;
  readonly pool: string;
  readonly trashEntries: string;
  readonly trashRepositories: string;
  readonly quarantine: string;
  readonly database: string;
  /** What SQLite has written ahead of the database. */
  readonly databaseLog: string;

  /** @param root the data folder, absolute */
  constructor(root: string) {
    if (!path.isAbsolute(root)) throw new TypeError(`the storage root must be an absolute path: ${root}`);
    this.root = root;
    this.repositories = path.join(root, 'repositories');
    this.temp = path.join(root, 'temp');
    this.uploads = path.join(root, 'temp', 'uploads');
    this.files = path.join(root, 'temp', 'files');
    this.processes = path.join(root, 'temp', 'processes');
    this.locks = path.join(root, 'temp', 'locks');
    this.reserve = path.join(root, 'temp', 'reserve');
    this.pool = path.join(root, 'pool');
    this.trashEntries = path.join(root, 'trash', 'entries');
    this.trashRepositories = path.join(root, 'trash', 'repositories');
    this.quarantine = path.join(root, 'quarantine');
    this.database = path.join(root, 'cyberdock.db');
    this.databaseLog = `${this.database}-wal`;
  }

  /** The folders that must be there before the first request. */
  get fixedFolders(): string[] {
    return [
      this.repositories,
      this.uploads,
      this.files,
      this.processes,
      this.locks,
      path.join(this.pool, 'sha256'),
      path.join(this.pool, 'sha512'),
      this.trashEntries,
      this.trashRepositories,
      this.quarantine,
    ];
  }

  /** A folder between `repositories` and the repositories: `''` is the first one, `a` or `a/b` those below. */
  folder(prefix: RepositoryName | FolderPrefix): string {
    return prefix === '' ? this.repositories : `${this.repositories}/${prefix}`;
  }

  manifests(repository: RepositoryName): string {
    return `${this.folder(repository)}/manifests`;
  }

  manifest(repository: RepositoryName, digest: Digest): string {
    return path.join(this.manifests(repository), digest);
  }

  tag(repository: RepositoryName, tag: Tag): string {
    return path.join(this.manifests(repository), tag);
  }

  blobs(repository: RepositoryName): string {
    return path.join(this.folder(repository), 'blobs');
  }

  blob(repository: RepositoryName, digest: Digest): string {
    return path.join(this.blobs(repository), digest);
  }

  allReferrers(repository: RepositoryName): string {
    return path.join(this.folder(repository), 'referrers');
  }

  referrers(repository: RepositoryName, subject: Digest): string {
    return path.join(this.allReferrers(repository), subject);
  }

  referrer(repository: RepositoryName, subject: Digest, digest: Digest): string {
    return path.join(this.referrers(repository, subject), digest);
  }

  /** What a referrer's symlink holds, relative to the folder that it stands in. */
  referrerTarget(digest: Digest): string {
    return path.join('..', '..', 'manifests', digest);
  }

  /** The folder with a file for each tag that somebody protects; not there while nobody protects any. */
  protections(repository: RepositoryName): string {
    return path.join(this.folder(repository), protectionsFolder);
  }

  protection(repository: RepositoryName, tag: Tag): string {
    return path.join(this.protections(repository), tag);
  }

  /** The folder of the pool for the blobs of one algorithm. */
  poolOf(algorithm: Algorithm): string {
    return path.join(this.pool, algorithm);
  }

  poolFolder(digest: Digest): string {
    return path.join(this.poolOf(algorithmOf(digest)), hexOf(digest).slice(0, 2));
  }

  poolBlob(digest: Digest): string {
    return path.join(this.poolFolder(digest), hexOf(digest));
  }

  /** A folder of the pool. @param two the first two digits of the digests in it */
  poolFolderOf(algorithm: Algorithm, two: string): string {
    return path.join(this.pool, algorithm, path.basename(two));
  }

  upload(session: UploadId): string {
    return path.join(this.uploads, session);
  }

  uploadData(session: UploadId): string {
    return path.join(this.upload(session), 'data');
  }

  uploadSession(session: UploadId): string {
    return path.join(this.upload(session), 'session.json');
  }

  quarantined(digest: Digest): string {
    return path.join(this.quarantine, digest);
  }

  /** A name that was found in `trash/entries`, or that an entry is to have there. */
  trashEntry(name: string): string {
    return path.join(this.trashEntries, path.basename(name));
  }

  /** A folder of `trash/repositories`, as `folder` is one of `repositories`. */
  trashFolder(prefix: RepositoryName | FolderPrefix): string {
    return prefix === '' ? this.trashRepositories : path.join(this.trashRepositories, ...prefix.split('/'));
  }

  trashManifests(repository: RepositoryName): string {
    return path.join(this.trashFolder(repository), 'manifests');
  }

  trashManifest(repository: RepositoryName, digest: Digest): string {
    return path.join(this.trashManifests(repository), digest);
  }

  trashBlobs(repository: RepositoryName): string {
    return path.join(this.trashFolder(repository), 'blobs');
  }

  trashBlob(repository: RepositoryName, digest: Digest): string {
    return path.join(this.trashBlobs(repository), digest);
  }

  /** A name that stands in a folder of the trash for a moment, to move the folder's time. */
  trashMark(repository: RepositoryName): string {
    return path.join(this.trashFolder(repository), '.mark');
  }

  /** A new name in `temp/files`, which says which process is writing it. */
  temporaryFile(processId: ProcessId): string {
    // Turbopack would take it for an asset of the build.
    return path.join(/*turbopackIgnore: true*/ this.files, `${processId}.${randomUUID()}`);
  }

  /** A name that was found in `temp/files`. */
  temporaryNamed(name: string): string {
    return path.join(this.files, path.basename(name));
  }

  /** A name that was found in a folder of this tree, whatever it is: for those who look for what does not belong. */
  found(folder: string, name: string): string {
    return path.join(folder, path.basename(name));
  }

  /** A path below the root as people read it. */
  relative(file: string): string {
    return path.relative(this.root, file) || '.';
  }

  /** The inverse of `relative`. @throws TypeError when it would leave the root */
  below(relative: string): string {
    const file = path.resolve(this.root, relative);
    if (file === this.root || file.startsWith(`${this.root}${path.sep}`)) return file;
    throw new TypeError(`${relative} is not below ${this.root}`);
  }

  process(name: string): string {
    return path.join(this.processes, path.basename(name));
  }

  lock(key: string): string {
    return path.join(this.locks, createHash('sha256').update(key).digest('hex'));
  }

  /** A name that was found in `temp/locks`. */
  lockNamed(name: string): string {
    return path.join(this.locks, path.basename(name));
  }
}

/** `''`, or components of repository names joined by `/`, as they were found on disk and checked. */
export type FolderPrefix = '' | (string & { readonly __brand: 'FolderPrefix' });

/** The folder that a folder stands in: `a/b` for `a/b/c`, `''` for `a`. */
export function parentOf(folder: RepositoryName | FolderPrefix): FolderPrefix {
  return folder.slice(0, Math.max(folder.lastIndexOf('/'), 0)) as FolderPrefix;
}

/** The name of an upload session: a UUID. */
export type UploadId = string & { readonly __brand: 'UploadId' };

/** The name under which one process uses the data folder: a UUID. */
export type ProcessId = string & { readonly __brand: 'ProcessId' };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a UUID, and so can be the name of an upload session. */
export function isUploadId(text: string): text is UploadId {
  return uuid.test(text);
}

/** A new, unguessable name for an upload session. */
export function newUploadId(): UploadId {
  return randomUUID() as UploadId;
}

/** A new name for this process. */
export function newProcessId(): ProcessId {
  return randomUUID() as ProcessId;
}
