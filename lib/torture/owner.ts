import { setTimeout as delay } from 'node:timers/promises';
import { Cut } from './cluster';
import { imageOf, indexOf } from './images';
import type { BlobModel, ManifestModel } from './model';
import { contentOf, digestOf } from './random';
import type { RegistryClient } from './registry-client';
import { checkLists, checkManifest, settle } from './verify';

/** Contents that all repositories push, so that they share them while they are deleted. */
const common = Array.from({ length: 24 }, (_, at) => contentOf(200 + at * 150, `common ${at}`));
/** The kernel's clock, which dates what is condemned, is coarser than ours. */
const tickMs = 20;
/** So many objects a repository has at most. */
const manifestsMax = 25;
const blobsMax = 60;

/** Does to a repository what clients and administrators do, in a random order, and knows what must be there. */
export class Owner {
  #counter = 0;

  /**
   * @param leaseMs how long a blob stays after a client was told of it
   * @param neighbours other repositories, to mount from
   */
  constructor(
    readonly client: RegistryClient,
    private readonly leaseMs: number,
    private readonly neighbours: () => string[],
  ) {}

  /** One step: some requests. What a kill left in doubt is looked at before the next one. @throws Broken */
  async step(): Promise<void> {
    try {
      await this.#randomStep();
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      await settle(this.client);
    }
  }

  async #randomStep(): Promise<void> {
    const { model, random } = this.client;
    const pick = random.next();
    const isFull = model.presentManifests().length > manifestsMax || model.blobs.size > blobsMax;
    if (isFull) return await this.#shrink();
    if (pick < 0.12) await this.#pushBlob(this.#content());
    else if (pick < 0.34) await this.#pushImage();
    else if (pick < 0.46) await this.#pushFromWhatIsThere();
    else if (pick < 0.52) await this.#pushIndex();
    else if (pick < 0.64) await this.#retag();
    else if (pick < 0.7) await this.#untag();
    else if (pick < 0.77) await this.#deleteManifest();
    else if (pick < 0.82) await this.#deleteBlob();
    else if (pick < 0.94) await this.#pull();
    else await checkLists(this.client);
  }

  async #shrink(): Promise<void> {
    const { model, random } = this.client;
    for (let times = 0; times < 6; times++) await this.#deleteManifest();
    // What may be gone can be forgotten: collection takes it, or it does no harm.
    for (const blob of [...model.blobs.values()]) {
      if (model.isNamed(blob.digest) || random.chance(0.2)) continue;
      if (random.chance(0.3)) await this.#remove(blob);
      if (!model.isNamed(blob.digest)) model.blobs.delete(blob.digest);
    }
    for (const manifest of [...model.manifests.values()])
      if (manifest.presence === 'absent' && random.chance(0.7)) model.manifests.delete(manifest.digest);
  }

  #content(): Buffer {
    const { random } = this.client;
    if (random.chance(0.5)) return random.pick(common) as Buffer;
    return contentOf(random.integer(10, 6_000), `${random.next()} ${this.#counter++}`);
  }

  async #pushBlob(content: Buffer): Promise<BlobModel> {
    const { client } = this;
    const { model, random } = client;
    const digest = digestOf(content);
    const blob: BlobModel = model.blobs.get(digest) ?? { digest, content, presence: 'unknown', toldAtMs: 0 };
    model.blobs.set(digest, blob);
    // What was asked for and not answered may come or not.
    if (blob.presence === 'absent') blob.presence = 'unknown';
    const from = random.chance(0.25) ? random.pick(this.neighbours()) : undefined;
    let sentAtMs = Date.now();
    if (from === undefined || !(await client.mount(digest, from))) {
      sentAtMs = Date.now();
      await client.pushBlob(digest, content);
    }
    this.#told(blob, sentAtMs);
    return blob;
  }

  #told(blob: BlobModel, atMs: number): void {
    blob.presence = 'loose';
    blob.toldAtMs = atMs;
  }

  async #pushImage(): Promise<void> {
    const { random } = this.client;
    const config = await this.#pushBlob(contentOf(80, `config ${random.next()} ${this.#counter++}`));
    const layers: BlobModel[] = [];
    for (let left = random.integer(1, 3); left > 0; left--)
      layers.push(await this.#pushBlob(this.#content()));
    const subject = random.chance(0.25) ? random.pick(this.client.model.presentManifests()) : undefined;
    await this.#putManifest(imageOf([config, ...layers], this.#note(), subject));
  }

  /** Asks whether blobs are there and, if so, pushes a manifest that names them without pushing them again. */
  async #pushFromWhatIsThere(): Promise<void> {
    const { model, random } = this.client;
    const wanted = [random.pick([...model.blobs.values()]), random.pick([...model.blobs.values()])];
    const found: BlobModel[] = [];
    for (const blob of wanted) if (blob && (await this.#ask(blob))) found.push(blob);
    const [config, ...layers] = found;
    if (!config) return;
    if (random.chance(0.5)) await delay(random.next() * this.leaseMs * 0.9);
    await this.#putManifest(imageOf([config, ...layers], this.#note()));
  }

  /** HEAD of a blob. @returns whether it is there */
  async #ask(blob: BlobModel): Promise<boolean> {
    const { client } = this;
    const isNamed = client.model.isNamed(blob.digest);
    const sentAtMs = Date.now();
    const { status } = client.expect(blob.digest, await client.headBlob(blob.digest), 200, 404);
    if (status === 404 && isNamed)
      client.fail('manifest without a blob', `HEAD of ${blob.digest}, which a manifest names`, blob.digest);
    if (status === 404 && blob.presence === 'loose' && this.#isLeased(blob))
      client.fail('content lost', `HEAD of ${blob.digest} within the lease`, blob.digest);
    if (status === 200 && blob.presence === 'absent')
      client.fail('deleted content came back', `HEAD of ${blob.digest}`, blob.digest);
    if (status === 200) this.#told(blob, sentAtMs);
    else blob.presence = 'absent';
    return status === 200;
  }

  /** Whether the lease of a blob still ran a moment ago, when an answer was made. */
  #isLeased(blob: BlobModel): boolean {
    return Date.now() - blob.toldAtMs < this.leaseMs - tickMs;
  }

  async #putManifest(manifest: ManifestModel): Promise<void> {
    const { client } = this;
    const { model, random } = client;
    const tag = random.chance(0.8) ? this.#tag() : undefined;
    model.manifests.set(manifest.digest, manifest);
    model.pushing = manifest.digest;
    const named = new Set(manifest.blobs.filter((digest) => model.isNamed(digest)));
    // The contract: a client that was told of a blob long ago asks again before it names it.
    for (const digest of manifest.blobs) {
      const blob = model.blobs.get(digest) as BlobModel;
      if (named.has(digest) || Date.now() - blob.toldAtMs < this.leaseMs / 2) continue;
      if (!(await this.#ask(blob))) await this.#pushBlob(blob.content);
    }
    manifest.presence = 'unknown';
    const answer = await client.putManifest(tag ?? manifest.digest, manifest.bytes, manifest.mediaType);
    if (answer.status !== 201) {
      this.#judgeRefusal(manifest, named, answer.status, String(answer.body));
      return;
    }
    manifest.presence = 'present';
    if (tag !== undefined) model.tags.set(tag, manifest.digest);
    await this.#checkReferrer(manifest);
  }

  #judgeRefusal(manifest: ManifestModel, named: Set<string>, status: number, body: string): void {
    const { client } = this;
    const what = `PUT of ${manifest.digest} -> ${status} ${body.slice(0, 500)}`;
    if (!body.includes('MANIFEST_BLOB_UNKNOWN')) client.fail('unexpected answer', what, manifest.digest);
    const missing = manifest.blobs.filter((digest) => body.includes(digest));
    for (const digest of missing) {
      const blob = client.model.blobs.get(digest) as BlobModel;
      if (named.has(digest)) client.fail('manifest without a blob', what, digest);
      if (this.#isLeased(blob)) client.fail('blob unknown within the lease', what, digest);
      blob.presence = 'unknown';
    }
    if (missing.length === 0) client.fail('unexpected answer', what, manifest.digest);
    client.tally.leasesExpired += 1;
    manifest.presence = 'absent';
  }

  async #checkReferrer({ subject, digest }: ManifestModel): Promise<void> {
    const { client } = this;
    if (subject === undefined) return;
    if (!(await client.referrers(subject)).includes(digest))
      client.fail('list wrong', `${digest} is not among the referrers of ${subject}`, subject, digest);
  }

  async #pushIndex(): Promise<void> {
    const { model, random } = this.client;
    const present = model.presentManifests().filter(({ children }) => children.length === 0);
    const children = new Set([random.pick(present), random.pick(present)].filter((one) => one !== undefined));
    if (children.size > 0) await this.#putManifest(indexOf([...children], this.#note()));
  }

  /** Points a tag to another manifest that is there, by pushing that again. */
  async #retag(): Promise<void> {
    const manifest = this.client.random.pick(this.client.model.presentManifests());
    if (!manifest) return;
    const tag = this.#tag();
    this.client.model.pushing = manifest.digest;
    const { bytes, mediaType, digest } = manifest;
    this.client.expect(tag, await this.client.putManifest(tag, bytes, mediaType), 201);
    this.client.model.tags.set(tag, digest);
  }

  async #untag(): Promise<void> {
    const { model, random } = this.client;
    const tag = random.pick([...model.tags.keys()]);
    if (tag === undefined) return;
    this.client.expect(tag, await this.client.deleteManifest(tag), 202);
    model.tags.delete(tag);
  }

  async #deleteManifest(): Promise<void> {
    const manifest = this.client.random.pick(this.client.model.presentManifests());
    if (manifest) await this.#removeManifest(manifest);
  }

  async #removeManifest(manifest: ManifestModel): Promise<void> {
    const { client } = this;
    const { model } = client;
    const isChild = model.isChild(manifest.digest);
    if (!isChild) model.going.add(manifest.digest);
    client.expect(manifest.digest, await client.deleteManifest(manifest.digest), isChild ? 405 : 202);
    if (isChild) return;
    manifest.presence = 'absent';
    model.going.delete(manifest.digest);
    for (const [tag, digest] of model.tags) if (digest === manifest.digest) model.tags.delete(tag);
  }

  /** Deletes manifests, indexes before what they name. @param share of them, from 0 to 1 */
  async clear(share: number): Promise<void> {
    const { model, random } = this.client;
    const isIndex = ({ children }: ManifestModel) => children.length > 0;
    const present = model.presentManifests();
    for (const manifest of [...present.filter(isIndex), ...present.filter((one) => !isIndex(one))]) {
      if (random.chance(share)) await this.#removeSurely(manifest);
    }
  }

  /** Deletes a manifest; again, if a kill cut the request before it was done. */
  async #removeSurely(manifest: ManifestModel): Promise<void> {
    for (let isCut = true; isCut && manifest.presence === 'present'; ) {
      isCut = false;
      await this.#removeManifest(manifest).catch(async (error) => {
        if (!(error instanceof Cut)) throw error;
        isCut = true;
        await settle(this.client);
      });
    }
  }

  async #deleteBlob(): Promise<void> {
    const blob = this.client.random.pick([...this.client.model.blobs.values()]);
    if (blob) await this.#remove(blob);
  }

  async #remove(blob: BlobModel): Promise<void> {
    const { client } = this;
    const isNamed = client.model.isNamed(blob.digest);
    const statuses = isNamed ? [405] : blob.presence === 'absent' ? [404] : [202, 404];
    const { status } = client.expect(blob.digest, await client.deleteBlob(blob.digest), ...statuses);
    if (status === 404 && blob.presence === 'loose' && this.#isLeased(blob))
      client.fail('content lost', `DELETE of ${blob.digest} within the lease`, blob.digest);
    if (!isNamed) blob.presence = 'absent';
  }

  async #pull(): Promise<void> {
    const { model, random } = this.client;
    const manifest = random.pick([...model.manifests.values()]);
    if (manifest) await checkManifest(this.client, manifest, true);
  }

  /** One of a few tags, so that they move. */
  #tag(): string {
    return `v${this.client.random.integer(0, 11)}`;
  }

  #note(): string {
    return `${this.#counter++} ${this.client.random.next()}`;
  }
}
