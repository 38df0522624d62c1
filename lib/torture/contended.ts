import { Cut } from './cluster';
import { imageOf } from './images';
import { type BlobModel, type ManifestModel, RepositoryModel } from './model';
import { contentOf, digestOf } from './random';
import type { RegistryClient } from './registry-client';
import { look } from './verify';

/** A write to a tag, and the moments between which it took effect. */
interface Write {
  digest: string | undefined;
  beganAt: number;
  /** Infinity while it runs. */
  endedAt: number;
  /** False when its server was killed before it answered: then it may not have taken effect. */
  isCertain: boolean;
}

/** Tags that several clients move, remove and read at the same time: what a reader sees must have been written last. */
export class Contended {
  readonly model = new RepositoryModel('torture/contended');
  readonly #writes = new Map<string, Write[]>();
  /** When the readings that run began. */
  readonly #readings = new Set<number>();
  #clock = 0;

  /** Pushes the manifests that the tags move between. Each also has a tag of its own that stays. */
  async prepare(client: RegistryClient): Promise<void> {
    for (let at = 0; at < manifestCount; at++) {
      const content = contentOf(300, `contended ${at}`);
      const blob: BlobModel = { digest: digestOf(content), content, presence: 'loose', toldAtMs: 0 };
      const manifest = imageOf([blob], `contended ${at}`);
      this.model.blobs.set(blob.digest, blob);
      await look(async () => {
        await client.pushBlob(blob.digest, content);
        client.expect('PUT', await client.putManifest(`keep-${at}`, manifest.bytes, manifest.mediaType), 201);
      });
      this.model.manifests.set(manifest.digest, { ...manifest, presence: 'present' });
      this.model.tags.set(`keep-${at}`, manifest.digest);
    }
  }

  /** Moves, removes or reads one of the tags. */
  async step(client: RegistryClient): Promise<void> {
    const tag = `moving-${client.random.integer(0, 2)}`;
    const pick = client.random.next();
    try {
      if (pick < 0.5) await this.#read(client, tag);
      else if (pick < 0.9) await this.#move(client, tag);
      else await this.#remove(client, tag);
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
    }
  }

  /** When nobody writes any more: takes over where the tags point, after a look whether they may. */
  async settle(client: RegistryClient): Promise<void> {
    for (const tag of this.#writes.keys()) {
      const digest = await look(() => this.#read(client, tag));
      if (digest !== undefined) this.model.tags.set(tag, digest);
    }
  }

  async #move(client: RegistryClient, tag: string): Promise<void> {
    const { digest, bytes, mediaType } = client.random.pick([
      ...this.model.manifests.values(),
    ]) as ManifestModel;
    await this.#write(tag, digest, async () => {
      client.expect(tag, await client.putManifest(tag, bytes, mediaType), 201);
    });
  }

  async #remove(client: RegistryClient, tag: string): Promise<void> {
    await this.#write(tag, undefined, async () => {
      client.expect(tag, await client.deleteManifest(tag), 202, 404);
    });
  }

  async #write(tag: string, digest: string | undefined, request: () => Promise<void>): Promise<void> {
    const running = Number.POSITIVE_INFINITY;
    const write: Write = { digest, beganAt: this.#clock++, endedAt: running, isCertain: false };
    this.#writesOf(tag).push(write);
    try {
      await request();
      write.isCertain = true;
    } finally {
      write.endedAt = this.#clock++;
      // Those that no running or later reading may see any more are forgotten.
      const oldestReading = Math.min(this.#clock, ...this.#readings);
      this.#writes.set(tag, visibleAt(this.#writesOf(tag), oldestReading));
    }
  }

  #writesOf(tag: string): Write[] {
    let writes = this.#writes.get(tag);
    if (!writes) {
      writes = [{ digest: undefined, beganAt: -2, endedAt: -1, isCertain: true }];
      this.#writes.set(tag, writes);
    }
    return writes;
  }

  async #read(client: RegistryClient, tag: string): Promise<string | undefined> {
    const beganAt = this.#clock++;
    this.#readings.add(beganAt);
    try {
      const answer = client.expect(tag, await client.getManifest(tag), 200, 404);
      const actual = answer.status === 200 ? digestOf(answer.body) : undefined;
      const possible = visibleAt(this.#writesOf(tag), beganAt).map(({ digest }) => digest);
      if (!possible.includes(actual))
        client.fail('tag wrong', `${tag} points to ${actual}, not to one of ${possible}`, tag);
      return actual;
    } finally {
      this.#readings.delete(beganAt);
    }
  }
}

/** The writes whose value a reading may see that began then: all but those after which another one began and ended. */
function visibleAt(writes: Write[], readingBeganAt: number): Write[] {
  const before = writes.filter(({ isCertain, endedAt }) => isCertain && endedAt < readingBeganAt);
  const latestBeganAt = Math.max(...before.map(({ beganAt }) => beganAt));
  return writes.filter(({ endedAt }) => endedAt >= latestBeganAt);
}

const manifestCount = 6;
