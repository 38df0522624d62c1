import fs from 'node:fs/promises';
import { algorithmOf, type Digest, digestOf } from '@/lib/oci/digest';
import { keptMode } from '../condemned';
import { hasDigest } from '../digest-of-file';
import type { FileSystemDriver } from '../driver';
import { copyVerified } from '../snapshot/copy-verified';
import { errnoOf } from '../storage-error';
import { manifestBytesLimit } from '../stored-manifest';

/** Something can't be imported; the message says why. The rest can. */
export class ImportFault extends Error {
  override readonly name = 'ImportFault';
}

/** What an import takes content from: files of another registry or layout, each of which has a digest. */
export class ContentFiles {
  readonly #driver: FileSystemDriver;
  readonly #fileOf: (digest: Digest) => string | undefined;
  readonly #link: boolean;

  /**
   * @param fileOf where the content of a digest lies, if it is there; an absolute path
   * @param link gives the files a second name here, in place of copying them, where that can be
   */
  constructor(driver: FileSystemDriver, fileOf: (digest: Digest) => string | undefined, link: boolean) {
    this.#driver = driver;
    this.#fileOf = fileOf;
    this.#link = link;
  }

  /** How many bytes some content has; `undefined` when it is not there. */
  async size(digest: Digest): Promise<number | undefined> {
    const file = this.#fileOf(digest);
    const stat = file === undefined ? undefined : await this.#driver.stat(file);
    return stat?.isFile ? stat.size : undefined;
  }

  /** The bytes of a manifest. @throws ImportFault */
  async manifest(digest: Digest): Promise<Buffer> {
    const file = this.#fileOf(digest);
    const read = file === undefined ? undefined : await this.#driver.read(file, manifestBytesLimit);
    if (!read) throw new ImportFault(`${digest} is missing`);
    if (digestOf(read.bytes, algorithmOf(digest)) !== digest) {
      throw new ImportFault(`${digest} is corrupt: its bytes have another digest`);
    }
    return read.bytes;
  }

  /**
   * Makes a new file of some content, durable and compared with its digest.
   * @returns whether it is a second name of the file that is there
   * @throws ImportFault
   */
  async take(digest: Digest, target: string): Promise<'linked' | 'copied'> {
    const file = this.#fileOf(digest);
    if (file === undefined) throw new ImportFault(`${digest} is missing`);
    if (this.#link && (await this.#takeLink(digest, file, target))) return 'linked';
    const copied = await copyVerified(this.#driver, digest, file, target);
    if (!copied) throw new ImportFault(`${digest} is missing`);
    if (!copied.sound) throw new ImportFault(`${digest} is corrupt: its bytes have another digest`);
    return 'copied';
  }

  /** @returns false when this file can't be linked */
  async #takeLink(digest: Digest, file: string, target: string): Promise<boolean> {
    // Collection sets the permissions of what it condemns: of another user's file they would be the other's, too.
    const owner = await fs.lstat(file).catch(() => undefined); // Not there: the copy says so.
    if (owner?.uid !== process.getuid?.()) return false;
    try {
      if ((await this.#driver.link(file, target)) !== 'linked') return false;
    } catch (error) {
      if (['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP'].includes(errnoOf(error) ?? '')) return false;
      throw error;
    }
    if (!(await hasDigest(this.#driver, target, digest))) {
      await this.#driver.remove(target);
      throw new ImportFault(`${digest} is corrupt: its bytes have another digest`);
    }
    await this.#driver.setMode(target, keptMode);
    const opened = await this.#driver.open(target);
    if (!opened) throw new Error(`${target} was removed before it could be stored`);
    await this.#driver.syncFile(opened.handle).finally(() => opened.handle.close());
    return true;
  }
}
