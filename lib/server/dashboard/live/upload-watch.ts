import type { LiveUpload } from '@/lib/dashboard/live/live-contract';
import type { FileSystemDriver } from '@/lib/storage/driver';
import { type OpenUpload, openUploads } from '@/lib/storage/open-uploads';
import type { StoragePaths } from '@/lib/storage/paths';

/** How often is looked, in milliseconds, and how much of the time a look may take: sessions can lie there in thousands. */
const lookEveryMs = 1_000;
const shareMax = 0.05;
/** An upload that got no byte for longer does not go on. */
const activeMs = 5_000;
const uploadsMax = 500;

/** Sees which uploads go on, of every process of the data folder, and how fast they come. */
export class UploadWatch {
  readonly #parts: { driver: FileSystemDriver; paths: StoragePaths };
  #before = new Map<string, { bytes: number; atMs: number }>();
  #last: LiveUpload[] = [];
  #dueAtMs = 0;

  constructor(parts: { driver: FileSystemDriver; paths: StoragePaths }) {
    this.#parts = parts;
  }

  /** As they were last seen, by repository. */
  get last(): LiveUpload[] {
    return this.#last;
  }

  /** Begins anew: nobody looks any more. */
  forget(): void {
    this.#before = new Map();
    this.#last = [];
    this.#dueAtMs = 0;
  }

  /** All that go on; undefined when that is as it was, or it is too early to look again. */
  async look(nowMs = Date.now()): Promise<LiveUpload[] | undefined> {
    if (nowMs < this.#dueAtMs) return undefined;
    const startedAt = performance.now();
    const open = await openUploads(this.#parts, uploadsMax);
    this.#dueAtMs = nowMs + Math.max(lookEveryMs, (performance.now() - startedAt) / shareMax);
    const seen = this.#byRepository(open, nowMs);
    this.#before = new Map(open.map(({ id, bytes }) => [id, { bytes, atMs: nowMs }]));
    if (JSON.stringify(seen) === JSON.stringify(this.#last)) return undefined;
    this.#last = seen;
    return seen;
  }

  #byRepository(open: readonly OpenUpload[], nowMs: number): LiveUpload[] {
    const found = new Map<string, LiveUpload>();
    for (const { id, repository, bytes, activeAtMs } of open) {
      if (nowMs - activeAtMs > activeMs) continue;
      const before = this.#before.get(id);
      const seconds = before ? (nowMs - before.atMs) / 1_000 : 0;
      const rate = before && seconds > 0 ? Math.max(0, bytes - before.bytes) / seconds : 0;
      const one = found.get(repository) ?? { repository, count: 0, bytes: 0, bytesPerSecond: 0 };
      found.set(repository, {
        repository,
        count: one.count + 1,
        bytes: one.bytes + bytes,
        bytesPerSecond: one.bytesPerSecond + Math.round(rate),
      });
    }
    return [...found.values()].sort((a, b) => (a.repository < b.repository ? -1 : 1));
  }
}
