import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { type Algorithm, algorithms } from '@/lib/oci/digest';
import { isRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { atMost } from './at-most';
import type { FileSystemDriver } from './driver';
import { isUploadId, newUploadId, type StoragePaths, type UploadId } from './paths';
import { StorageError } from './storage-error';

const sessionSchema = z.object({
  repository: z.string().refine(isRepositoryName),
  algorithm: z.enum(algorithms as [Algorithm, ...Algorithm[]]),
  startedAt: z.string(),
});
type Session = z.infer<typeof sessionSchema>;

/** The folders of upload sessions: whose they are, how far they have come, and how long they live. */
export class UploadSessions {
  readonly #driver: FileSystemDriver;
  readonly #paths: StoragePaths;
  readonly #expiryMs: number;
  /** What stands in the session files that this process wrote or read: it never changes. */
  readonly #sessions = new LRUCache<UploadId, Session>(atMost(4096));

  /** @param expiryMs how long a session lives without a byte */
  constructor(driver: FileSystemDriver, paths: StoragePaths, expiryMs: number) {
    this.#driver = driver;
    this.#paths = paths;
    this.#expiryMs = expiryMs;
  }

  /** Makes a session without data. */
  async begin(repository: RepositoryName, algorithm: Algorithm): Promise<UploadId> {
    const id = newUploadId();
    const session = { repository, algorithm, startedAt: new Date().toISOString() };
    await this.#driver.makeTemporaryFolder(this.#paths.upload(id));
    await this.#driver.writeTemporary(this.#paths.uploadSession(id), JSON.stringify(session));
    this.#sessions.set(id, session);
    return id;
  }

  /** A session of a repository. @throws StorageError UPLOAD_UNKNOWN */
  async get(repository: RepositoryName, id: UploadId): Promise<Session> {
    const file = this.#paths.uploadSession(id);
    let session = this.#sessions.get(id);
    if (session && !(await this.#driver.stat(file)))
      session = undefined; // Another process ended it.
    else if (!session) {
      const found = await this.#driver.read(file, 4096);
      session = found && sessionIn(found.bytes);
      if (session) this.#sessions.set(id, session);
    }
    if (session?.repository !== repository) throw new StorageError({ code: 'UPLOAD_UNKNOWN' });
    return session;
  }

  /** How many bytes a session has. */
  async size(id: UploadId): Promise<number> {
    return (await this.#driver.stat(this.#paths.uploadData(id)))?.size ?? 0;
  }

  /** Those that got no byte for the time that they may live. */
  async *expired(): AsyncGenerator<UploadId> {
    for await (const { name } of this.#driver.names(this.#paths.uploads)) {
      if (isUploadId(name) && (await this.isExpired(name))) yield name;
    }
  }

  async isExpired(id: UploadId): Promise<boolean> {
    const stats = [this.#paths.upload(id), this.#paths.uploadData(id)].map((file) => this.#driver.stat(file));
    const times = (await Promise.all(stats)).map((stat) => stat?.modifiedAtMs ?? 0);
    return Math.max(...times) < Date.now() - this.#expiryMs;
  }

  /** Removes a session whose data is gone. What a crash leaves of it expires. */
  async forget(id: UploadId): Promise<void> {
    this.#sessions.delete(id);
    await this.#driver.remove(this.#paths.uploadSession(id));
    await this.#driver.removeEmptyFolder(this.#paths.upload(id));
  }
}

/** What stands in a session file; `undefined` when it is no session. */
export function sessionIn(bytes: Buffer): Session | undefined {
  try {
    return sessionSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined; // Cut short by a crash: nobody was told of it.
  }
}
