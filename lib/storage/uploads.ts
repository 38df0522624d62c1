import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import { type Algorithm, algorithmOf, type Digest } from '@/lib/oci/digest';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { atMost } from './at-most';
import type { Blobs } from './blobs';
import type { FileSystemDriver } from './driver';
import { updateFrom } from './hash-file';
import type { Locks } from './locks';
import type { StoragePaths, UploadId } from './paths';
import type { Processes } from './processes';
import type { Quotas } from './quotas/quotas';
import { type ReceiveOptions, receive, whatKeeps } from './receive';
import type { Room } from './room';
import { RunningHash } from './running-hash';
import { isFault, StorageError } from './storage-error';
import { UploadSessions } from './upload-sessions';

/** What `Uploads` stands on, and its limits. */
export interface UploadParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  processes: Processes;
  locks: Locks;
  blobs: Blobs;
  room: Room;
  quotas: Quotas;
  blobBytesMax: number;
  idleTimeoutMs: number;
  /** How long a session lives without a byte. */
  expiryMs: number;
}

/** A body that comes in, and when to stop waiting for it. */
export interface Incoming {
  /** Called once, when all checks are done and the bytes are wanted. */
  body: () => Readable;
  /** Aborted when the connection is cut. */
  signal: AbortSignal;
  /** How many bytes may come, however many the blob may have. */
  bytesMax?: number;
  /** Where the sender says that it begins, in bytes; checked against the session when given. */
  start?: number;
  /** How many bytes the sender announces; checked when given. 0 also when there is no body: that needs no room. */
  length?: number;
  /**
   * Whether the sender may know what the repository holds. Then what it holds already needs no room under a quota; to
   * others that would tell it by its digest alone.
   */
  mayPull?: boolean;
}

/**
 * Upload sessions: `temp/uploads/{uuid}/` with `data`, the bytes so far, and `session.json`.
 *
 * How far a session has come is the size of `data`, nothing else; so it survives a cut connection, a crash
 * and a change of process. A power loss may shorten it: what an upload has before it is finished is not
 * acknowledged as durable. The lock of a session keeps two requests from writing at once; the later one
 * cuts the earlier, whose client has usually gone.
 */
export class Uploads {
  readonly #parts: UploadParts;
  /** Hashes of sessions that this process has seen from their first byte, so that none is read again. */
  readonly #hashes = new LRUCache<UploadId, RunningHash>(atMost(4096));
  readonly #sessions: UploadSessions;
  readonly #writing = new Map<UploadId, AbortController>();

  constructor(parts: UploadParts) {
    this.#parts = parts;
    this.#sessions = new UploadSessions(parts.driver, parts.paths, parts.expiryMs);
  }

  /**
   * Begins a session.
   * @param algorithm of the digest that it will be finished with, if that is known
   * @throws StorageError LOW_SPACE, QUOTA_EXCEEDED
   */
  async begin(repository: RepositoryName, algorithm: Algorithm): Promise<UploadId> {
    await this.#parts.room.require(0);
    await this.#parts.quotas.requireAny(repository);
    return await this.#sessions.begin(repository, algorithm);
  }

  /** How many bytes a session has. @throws StorageError UPLOAD_UNKNOWN */
  async offset(repository: RepositoryName, id: UploadId): Promise<number> {
    await this.#sessions.get(repository, id);
    return await this.#sessions.size(id);
  }

  /**
   * Appends a body to a session.
   * @returns how many bytes the session has then
   * @throws StorageError UPLOAD_UNKNOWN, OFFSET_MISMATCH, TOO_LARGE, LENGTH_MISMATCH, IDLE, CUT, LOW_SPACE,
   *   QUOTA_EXCEEDED, BUSY; after the last five, what came is kept, after the others nothing is
   */
  async append(repository: RepositoryName, id: UploadId, incoming: Incoming): Promise<number> {
    await this.#sessions.get(repository, id); // Nobody cuts another repository's upload.
    return await this.#exclusively(id, incoming.signal, async (signal) => {
      const { algorithm } = await this.#sessions.get(repository, id);
      return await this.#withData(id, async (file) => {
        const { size } = await file.stat();
        const target = { repository, position: size };
        return await this.#receive(id, file, target, algorithm, { ...incoming, signal });
      });
    });
  }

  /**
   * Appends a last body, if there is one, and makes the session a blob of the repository, durably.
   * When it can't be, the session is as it was before; when it ends half-way, it keeps what came.
   * @throws StorageError as `append`, and DIGEST_MISMATCH
   */
  async finish(repository: RepositoryName, id: UploadId, digest: Digest, incoming?: Incoming): Promise<void> {
    await this.#sessions.get(repository, id);
    const never = new AbortController().signal;
    await this.#exclusively(id, incoming?.signal ?? never, async (signal) => {
      const session = await this.#sessions.get(repository, id);
      const before = await this.#withData(id, async (file) => {
        const before = (await file.stat()).size;
        const algorithm = before === 0 ? algorithmOf(digest) : session.algorithm;
        const size = incoming
          ? await this.#receive(id, file, targetOf(repository, before, digest, incoming), algorithm, {
              ...incoming,
              signal,
            })
          : before;
        const actual = await this.#digest(id, file, size, algorithmOf(digest));
        if (actual !== digest) {
          if (size !== before) await this.#truncate(id, file, before);
          throw new StorageError({ code: 'DIGEST_MISMATCH', expected: digest, actual });
        }
        await this.#parts.driver.syncFile(file);
        return before;
      });
      try {
        await this.#parts.blobs.adopt(repository, digest, this.#parts.paths.uploadData(id), 'limit');
      } catch (error) {
        if (isFault(error, 'QUOTA_EXCEEDED')) {
          await this.#withData(id, (file) => this.#truncate(id, file, before));
        }
        throw error;
      }
      await this.#forget(id);
    });
  }

  /**
   * Receives a whole blob at once, without a session: a monolithic POST. When it fails, nothing is left.
   * @throws StorageError TOO_LARGE, LENGTH_MISMATCH, DIGEST_MISMATCH, IDLE, CUT, LOW_SPACE, QUOTA_EXCEEDED
   */
  async receiveWhole(repository: RepositoryName, digest: Digest, incoming: Incoming): Promise<void> {
    const { driver, paths, processes, blobs } = this.#parts;
    const name = paths.temporaryFile(processes.id);
    try {
      const file = await driver.openToWrite(name, { create: true });
      if (!file) throw new Error(`${paths.files} is gone`);
      try {
        const hash = new RunningHash(algorithmOf(digest));
        const target = targetOf(repository, 0, digest, incoming);
        const received = await this.#receiving(file, hash, target, incoming, (options) =>
          receive(incoming.body(), file, options),
        );
        requireLength(incoming.length, received);
        const actual = hash.digest();
        if (actual !== digest) throw new StorageError({ code: 'DIGEST_MISMATCH', expected: digest, actual });
        await driver.syncFile(file);
      } finally {
        await file.close();
      }
      await blobs.adopt(repository, digest, name, 'limit');
    } finally {
      await driver.remove(name);
    }
  }

  /** Ends a session and removes what it has. @throws StorageError UPLOAD_UNKNOWN */
  async cancel(repository: RepositoryName, id: UploadId): Promise<void> {
    await this.#sessions.get(repository, id);
    const never = new AbortController().signal;
    await this.#exclusively(id, never, async () => {
      await this.#sessions.get(repository, id);
      await this.#remove(id);
    });
  }

  /** The sessions that got no byte for the time that they may live, and the bytes that only they hold. */
  async *expired(): AsyncGenerator<{ id: UploadId; bytes: number }> {
    const { driver, paths } = this.#parts;
    for await (const id of this.#sessions.expired()) {
      if (this.#writing.has(id)) continue;
      const data = await driver.stat(paths.uploadData(id));
      yield { id, bytes: data?.links === 1 ? data.size : 0 };
    }
  }

  /**
   * Removes the sessions that got no byte for the time that they may live.
   * @param mayRemove spares those for which it is false
   * @returns how many
   */
  async removeExpired(mayRemove: (id: UploadId) => boolean = () => true): Promise<number> {
    let removed = 0;
    for await (const { id } of this.expired()) {
      if (!mayRemove(id)) continue;
      const task = async () => {
        if (!(await this.#sessions.isExpired(id))) return;
        await this.#remove(id);
        removed += 1;
      };
      await this.#parts.locks.hold(`upload:${id}`, task, 0).catch((error) => {
        if (!(error instanceof StorageError)) throw error; // BUSY: another process writes to it, so it lives.
      });
    }
    return removed;
  }

  /** Runs a task that writes to a session; an earlier one in this process is cut. */
  async #exclusively<T>(
    id: UploadId,
    cut: AbortSignal,
    task: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const mine = new AbortController();
    this.#writing.get(id)?.abort();
    this.#writing.set(id, mine);
    try {
      const signal = AbortSignal.any([cut, mine.signal]);
      return await this.#parts.locks.hold(`upload:${id}`, () => task(signal), busyWaitMs);
    } finally {
      if (this.#writing.get(id) === mine) this.#writing.delete(id);
    }
  }

  async #withData<T>(id: UploadId, task: (file: FileHandle) => Promise<T>): Promise<T> {
    const { driver, paths } = this.#parts;
    if (((await driver.stat(paths.uploadData(id)))?.links ?? 0) > 1) await this.#unshare(id);
    const file = await driver.openToWrite(paths.uploadData(id), { create: true });
    if (!file) throw new StorageError({ code: 'UPLOAD_UNKNOWN' });
    try {
      return await task(file);
    } finally {
      await file.close();
    }
  }

  /**
   * Gives a session a file of its own. A crash while it became a blob leaves its data linked to the pool: what
   * a client sends now would be written into the blob.
   */
  async #unshare(id: UploadId): Promise<void> {
    const { driver, paths, processes } = this.#parts;
    const copy = paths.temporaryFile(processes.id);
    try {
      await driver.copy(paths.uploadData(id), copy);
      await driver.replace(copy, paths.uploadData(id));
    } finally {
      await driver.remove(copy);
    }
  }

  async #receive(
    id: UploadId,
    file: FileHandle,
    target: Target,
    algorithm: Algorithm,
    incoming: Incoming,
  ): Promise<number> {
    const offset = target.position;
    if (incoming.start !== undefined && incoming.start !== offset) {
      throw new StorageError({ code: 'OFFSET_MISMATCH', offset });
    }
    const running = await this.#runningHash(id, file, offset, algorithm);
    this.#hashes.delete(id); // Should a write fail, what was hashed is not what was written.
    try {
      const received = await this.#receiving(file, running, target, incoming, (options) =>
        receive(incoming.body(), file, options),
      );
      requireLength(incoming.length, received);
    } catch (error) {
      if (!isFault(error, ...whatKeeps)) await this.#truncate(id, file, offset);
      else if (running.bytes === (await file.stat()).size) this.#hashes.set(id, running);
      throw error;
    }
    this.#hashes.set(id, running);
    return running.bytes;
  }

  /** Runs the receiving of a body that is not too large and has got its room. */
  async #receiving(
    file: FileHandle,
    hash: RunningHash,
    target: Target,
    { signal, length, bytesMax: incomingBytesMax = Number.POSITIVE_INFINITY }: Incoming,
    task: (options: ReceiveOptions) => Promise<number>,
  ): Promise<number> {
    const { blobBytesMax, idleTimeoutMs, driver, room, quotas } = this.#parts;
    const { repository, position } = target;
    const bytesMax = Math.min(blobBytesMax - position, incomingBytesMax);
    if ((length ?? 0) > bytesMax) throw new StorageError({ code: 'TOO_LARGE', bytesMax: blobBytesMax });
    const limits = { position, signal, bytesMax, idleTimeoutMs };
    if (length === 0) return await task({ ...limits, hash, flush: () => driver.syncFile(file) });
    const transfer = await quotas.admit(repository, { ...target, length: length ?? 0 });
    const admission = await room.admit(length ?? 0).catch((error) => {
      transfer?.end();
      throw error;
    });
    const update = (chunk: Uint8Array) => {
      hash.update(chunk);
      admission.write(chunk.length);
    };
    const flush = async () => {
      await admission.goOn();
      await driver.syncFile(file);
    };
    try {
      return await task({ ...limits, hash: { update }, flush, take: transfer?.take });
    } finally {
      transfer?.end();
      admission.end();
    }
  }

  /** The hash of the first `bytes` of a session: the one at hand, or made anew from the file. */
  async #runningHash(
    id: UploadId,
    file: FileHandle,
    bytes: number,
    algorithm: Algorithm,
  ): Promise<RunningHash> {
    const running = this.#hashes.get(id);
    if (running?.bytes === bytes && running.algorithm === algorithm) return running;
    const made = new RunningHash(algorithm);
    await updateFrom(file, made, bytes);
    return made;
  }

  async #digest(id: UploadId, file: FileHandle, bytes: number, algorithm: Algorithm): Promise<Digest> {
    return (await this.#runningHash(id, file, bytes, algorithm)).digest();
  }

  async #truncate(id: UploadId, file: FileHandle, bytes: number): Promise<void> {
    this.#hashes.delete(id);
    await file.truncate(bytes);
  }

  async #remove(id: UploadId): Promise<void> {
    await this.#parts.driver.remove(this.#parts.paths.uploadData(id));
    await this.#forget(id);
  }

  async #forget(id: UploadId): Promise<void> {
    this.#hashes.delete(id);
    await this.#sessions.forget(id);
  }
}

/** How long a request waits for another process that writes to the same session. */
const busyWaitMs = 10_000;

/** Where the bytes of an upload go: after how many others, and what they are to be, if that is known. */
interface Target {
  repository: RepositoryName;
  position: number;
  /** Only for who may know whether the repository holds it. */
  digest?: Digest;
}

function targetOf(
  repository: RepositoryName,
  position: number,
  digest: Digest,
  { mayPull }: Incoming,
): Target {
  return { repository, position, ...(mayPull && { digest }) };
}

function requireLength(expected: number | undefined, actual: number): void {
  if (expected !== undefined && expected !== actual) {
    throw new StorageError({ code: 'LENGTH_MISMATCH', expected, actual });
  }
}
