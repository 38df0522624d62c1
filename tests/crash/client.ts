import { digestOf, imageIndex, imageManifest, mediaTypes } from '../harness/content';
import type { Answer, HttpClient } from '../harness/http-client';
import { expectStatus, RepositoryClient } from '../harness/push';
import { type Random, randomContent } from '../harness/random';
import type { Belief, BelievedManifest, BelievedUpload } from './belief';

/** The connection was cut before the answer: the request may have been done or not. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Contents that every client pushes again and again, so that repositories share them while they are deleted. */
const commonContents = Array.from({ length: 12 }, (_, index) =>
  randomContent(5_000 * (index + 1), `common ${index}`),
);

/**
 * A client that does to a repository what docker, containerd and an administrator would do, in an order that its
 * random generator chooses, and keeps its belief about what must be there.
 */
export class CrashClient {
  acknowledged = 0;
  /** The longest that an answer took, in milliseconds. */
  slowestMs = 0;
  private counter = 0;

  /** @param uniquely whether its contents must be its own, for a repository that it shares with others. */
  constructor(
    readonly belief: Belief,
    private readonly random: Random,
    private readonly uniquely: boolean,
  ) {}

  /** One operation. @throws Interrupted when the server goes; UnexpectedAnswer when it answers what it must not. */
  async step(http: HttpClient): Promise<void> {
    const repository = new RepositoryClient(http, this.belief.name);
    const isFull = this.belief.presentBlobs().length > 30;
    const pick = this.random.next();
    if (isFull && pick < 0.4) await this.remove(repository);
    else if (pick < 0.15) await this.pushMonolithic(repository);
    else if (pick < 0.45) await this.upload(repository);
    else if (pick < 0.75) await this.pushManifest(repository);
    else if (pick < 0.88) await this.moveTag(repository);
    else await this.remove(repository);
  }

  /** Brings an upload that was interrupted to its end, from where the server says that it stands. */
  async resume(http: HttpClient, upload: BelievedUpload): Promise<void> {
    const repository = new RepositoryClient(http, this.belief.name);
    const offset = await this.ask(() => repository.uploadedBytes(upload.session));
    this.checkOffset(upload, offset);
    this.belief.uploads.delete(upload);
    if (offset === undefined) return;
    upload.isEnding = true;
    const rest = offset < upload.content.length ? upload.content.subarray(offset) : undefined;
    this.belief.setBlob(upload.digest, this.presenceAfter(upload.digest));
    expectStatus(
      'PUT of a resumed upload',
      await this.ask(() => repository.finishUpload(upload.session, upload.digest, rest)),
      201,
    );
    this.belief.setBlob(upload.digest, 'present');
  }

  private checkOffset(upload: BelievedUpload, offset: number | undefined): void {
    if (upload.isEnding) {
      if (offset !== undefined && offset > upload.sentBytes)
        throw new Error(`${offset} bytes of ${upload.sentBytes} that were sent`);
      return;
    }
    if (offset === undefined) throw new Error(`the upload session ${upload.session.location} is gone`);
    if (offset < upload.acknowledgedBytes || offset > upload.sentBytes) {
      throw new Error(
        `an upload of which ${upload.acknowledgedBytes} bytes were acknowledged and ${upload.sentBytes} sent holds ${offset}`,
      );
    }
  }

  private content(): Buffer {
    if (!this.uniquely && this.random.chance(0.4)) return this.random.pick(commonContents);
    const bytes = this.random.chance(0.1)
      ? this.random.integer(500_000, 3_000_000)
      : this.random.integer(2, 100_000);
    return this.random.bytes(bytes);
  }

  /** What a blob is while a push of it is under way: one that is there stays there. */
  private presenceAfter(digest: string) {
    return this.belief.blobs.get(digest)?.presence === 'present' ? 'present' : 'unknown';
  }

  private async pushMonolithic(repository: RepositoryClient): Promise<void> {
    const content = this.content();
    const digest = digestOf(content);
    this.belief.setBlob(digest, this.presenceAfter(digest));
    expectStatus('POST of a blob', await this.ask(() => repository.pushMonolithic(content)), 201);
    this.belief.setBlob(digest, 'present');
  }

  /** POST, some PATCHes or none, and mostly the PUT; else the session waits for another time. */
  private async upload(repository: RepositoryClient): Promise<void> {
    const open = [...this.belief.uploads].find((upload) => !upload.isEnding);
    if (open && this.random.chance(0.5)) return await this.resume(repository.http, open);
    const content = this.content();
    const session = await this.ask(() => repository.startUpload());
    const upload: BelievedUpload = {
      session,
      content,
      digest: digestOf(content),
      acknowledgedBytes: 0,
      sentBytes: 0,
      isEnding: false,
    };
    this.belief.uploads.add(upload);
    if (this.random.chance(0.7)) await this.patch(repository, upload);
    if (this.random.chance(0.15)) return;
    if (this.random.chance(0.1)) {
      upload.isEnding = true;
      expectStatus(
        'DELETE of an upload session',
        await this.ask(() => repository.cancelUpload(session)),
        204,
      );
    } else {
      const rest =
        upload.acknowledgedBytes < content.length ? content.subarray(upload.acknowledgedBytes) : undefined;
      upload.isEnding = true;
      upload.sentBytes = content.length;
      this.belief.setBlob(upload.digest, this.presenceAfter(upload.digest));
      expectStatus(
        'PUT of an upload',
        await this.ask(() => repository.finishUpload(session, upload.digest, rest)),
        201,
      );
      this.belief.setBlob(upload.digest, 'present');
    }
    this.belief.uploads.delete(upload);
  }

  private async patch(repository: RepositoryClient, upload: BelievedUpload): Promise<void> {
    const chunks = this.random.integer(1, 3);
    const isStream = this.random.chance(0.5);
    for (let chunk = 0; chunk < chunks; chunk++) {
      const start = upload.acknowledgedBytes;
      const end =
        chunk === chunks - 1 ? upload.content.length : this.random.integer(start, upload.content.length);
      // One byte is told as `0-0`, as nothing is.
      if (end - start < 2) continue;
      const part = upload.content.subarray(start, end);
      const onSent = (bytes: number) => {
        upload.sentBytes = Math.max(upload.sentBytes, start + bytes);
      };
      const answer = await this.ask(() =>
        isStream
          ? repository.uploadStream(upload.session, part, 10_000, onSent)
          : repository.uploadChunk(upload.session, start, part, onSent),
      );
      expectStatus('PATCH', answer, 202);
      if (answer.headers.range !== `0-${end - 1}`)
        throw new Error(`after ${end} bytes, PATCH says ${answer.headers.range}`);
      upload.acknowledgedBytes = end;
    }
  }

  private async pushManifest(repository: RepositoryClient): Promise<void> {
    const blobs = this.belief.presentBlobs();
    if (blobs.length < 3) return await this.pushMonolithic(repository);
    const manifest = this.random.chance(0.15) ? this.newIndex() : await this.newManifest(repository);
    const tag = this.random.chance(0.8) ? this.tag() : undefined;
    await this.putManifest(repository, manifest, tag);
  }

  private async newManifest(repository: RepositoryClient): Promise<BelievedManifest> {
    const config = Buffer.from(
      JSON.stringify({ made: `${this.belief.prefix}${this.counter++} ${this.random.next()}` }),
    );
    const layers = [this.random.bytes(this.random.integer(10, 20_000)), this.random.bytes(100)];
    for (const blob of [config, ...layers]) {
      const digest = digestOf(blob);
      this.belief.setBlob(digest, 'unknown');
      expectStatus('POST of a blob', await this.ask(() => repository.pushMonolithic(blob)), 201);
      this.belief.setBlob(digest, 'present');
    }
    const subject = this.random.chance(0.3) ? this.presentManifest() : undefined;
    const more = subject && {
      artifactType: 'application/vnd.example.signature',
      subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.bytes.length },
    };
    const bytes = imageManifest(config, layers, more);
    return {
      digest: digestOf(bytes),
      bytes,
      mediaType: mediaTypes.manifest,
      blobs: [config, ...layers].map((blob) => digestOf(blob)),
      children: [],
      subject: subject?.digest,
      presence: 'unknown',
    };
  }

  private newIndex(): BelievedManifest {
    const present = this.belief
      .presentManifests()
      .filter(({ mediaType }) => mediaType === mediaTypes.manifest);
    const children = present.slice(0, this.random.integer(0, 3));
    const annotations = { made: `${this.belief.prefix}${this.counter++} ${this.random.next()}` };
    const bytes = imageIndex(
      children.map((child) => child.bytes),
      { annotations },
    );
    return {
      digest: digestOf(bytes),
      bytes,
      mediaType: mediaTypes.index,
      blobs: [],
      children: children.map((child) => child.digest),
      subject: undefined,
      presence: 'unknown',
    };
  }

  private async putManifest(
    repository: RepositoryClient,
    manifest: BelievedManifest,
    tag: string | undefined,
  ): Promise<void> {
    const { belief } = this;
    const before = tag === undefined ? [] : [...(belief.tags.get(tag) ?? [undefined])];
    belief.manifests.set(manifest.digest, manifest);
    belief.touched.add(manifest.digest);
    if (tag !== undefined) belief.setTag(tag, ...before, manifest.digest);
    const put = () => repository.putManifest(tag ?? manifest.digest, manifest.bytes, manifest.mediaType);
    expectStatus('PUT of a manifest', await this.ask(put), 201);
    manifest.presence = 'present';
    if (tag !== undefined) belief.setTag(tag, manifest.digest);
  }

  /** Moves a tag to a manifest that is there: the same few tags back and forth. */
  private async moveTag(repository: RepositoryClient): Promise<void> {
    const manifest = this.presentManifest();
    if (manifest === undefined) return await this.pushManifest(repository);
    await this.putManifest(repository, manifest, this.tag());
  }

  private async remove(repository: RepositoryClient): Promise<void> {
    const pick = this.random.next();
    if (pick < 0.3) await this.removeTag(repository);
    else if (pick < 0.6) await this.removeManifest(repository);
    else await this.removeBlob(repository);
  }

  private async removeTag(repository: RepositoryClient): Promise<void> {
    const tag = this.tag();
    const digest = this.belief.tagged(tag);
    if (digest === undefined) return;
    this.belief.setTag(tag, digest, undefined);
    expectStatus('DELETE of a tag', await this.ask(() => repository.deleteManifest(tag)), 202);
    this.belief.setTag(tag, undefined);
  }

  private async removeManifest(repository: RepositoryClient): Promise<void> {
    const manifest = this.presentManifest();
    if (manifest === undefined) return;
    const { digest } = manifest;
    const remove = () => repository.deleteManifest(digest);
    if (this.belief.isNamed(digest)) {
      expectStatus('DELETE of a child of an index', await this.ask(remove), 405);
      return;
    }
    const tags = [...this.belief.tags].filter(([, possible]) => possible.has(digest)).map(([tag]) => tag);
    for (const tag of tags) this.belief.setTag(tag, digest, undefined);
    manifest.presence = 'unknown';
    this.belief.touched.add(digest);
    expectStatus('DELETE of a manifest', await this.ask(remove), 202);
    manifest.presence = 'absent';
    for (const tag of tags) this.belief.setTag(tag, undefined);
  }

  private async removeBlob(repository: RepositoryClient): Promise<void> {
    const blobs = this.belief.presentBlobs();
    if (blobs.length === 0) return;
    const digest = this.random.pick(blobs);
    const remove = () => repository.deleteBlob(digest);
    if (this.belief.isNamed(digest)) {
      expectStatus('DELETE of a blob of a manifest', await this.ask(remove), 405);
      return;
    }
    this.belief.setBlob(digest, 'unknown');
    expectStatus('DELETE of a blob', await this.ask(remove), 202);
    this.belief.setBlob(digest, 'absent');
  }

  private tag(): string {
    return `${this.belief.prefix}${this.random.integer(1, 4)}`;
  }

  private presentManifest(): BelievedManifest | undefined {
    const present = this.belief.presentManifests();
    return present.length === 0 ? undefined : this.random.pick(present);
  }

  /** Sends a request; a cut connection becomes `Interrupted`. */
  private async ask<T extends Answer | unknown>(send: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    try {
      const answer = await send();
      this.acknowledged += 1;
      return answer;
    } catch (error) {
      if ((error as Error).name === 'UnexpectedAnswer') throw error;
      throw new Interrupted('cut', { cause: error });
    } finally {
      this.slowestMs = Math.max(this.slowestMs, performance.now() - begun);
    }
  }
}
