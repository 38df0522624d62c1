import { z } from 'zod';
import type { Database } from '@/lib/database/database';
import { isDigest } from '@/lib/oci/digest';
import type { Protection } from '@/lib/oci/protection-words';
import { isTag, type Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import type { FileSystemDriver } from './driver';
import { recordProtectionEvent } from './listing/tag-events';
import type { Locks } from './locks';
import type { Origin } from './origin';
import type { StoragePaths } from './paths';
import type { Processes } from './processes';

/** What `TagProtections` stands on. */
export interface TagProtectionParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  processes: Processes;
  locks: Locks;
  database: Database;
}

/** What stands in the file of a protection, as JSON; and more bytes than it has. */
const marked = z.object({ by: z.string(), atMs: z.number().nonnegative().max(8.64e15) });
export const protectionBytesMax = 4_096;
/** With more tags than this, the folder of the protected ones is read instead of asking for each. */
const askedMax = 1_000;

/**
 * Tags that somebody protects one by one, beside those that the settings protect: they may not be removed.
 *
 * On disk it is a file `_protected/{tag}` in the repository's folder, where every process sees it at once and the loss of
 * the database does not reach it. That the name is there protects, whatever it holds; what it holds says who did it and
 * when. It belongs to the name, not to what the tag points to: a tag that is moved stays protected.
 *
 * Both ways are durable before they are told. A crash before that leaves either state, and perhaps a file in `temp/files`
 * that start-up removes; the move from one to the other may then be missing in the history. A tag that is taken away by
 * hand, or by a repair, leaves its file: it is protected again when it comes back.
 */
export class TagProtections {
  readonly #parts: TagProtectionParts;

  constructor(parts: TagProtectionParts) {
    this.#parts = parts;
  }

  /** Who protects a tag; `undefined` when nobody does. */
  async of(repository: RepositoryName, tag: Tag): Promise<Protection | undefined> {
    const { driver, paths } = this.#parts;
    const file = paths.protection(repository, tag);
    const stat = await driver.stat(file);
    if (!stat) return undefined;
    const read = stat.isFile ? await driver.read(file, protectionBytesMax) : undefined;
    return protectionIn(read?.bytes) ?? { by: null, atMs: Math.floor(stat.modifiedAtMs) };
  }

  /** Those of some tags that somebody protects. One question of the file system where nobody ever protected any. */
  async among(repository: RepositoryName, tags: readonly Tag[]): Promise<Map<Tag, Protection>> {
    const { driver, paths } = this.#parts;
    const found = new Map<Tag, Protection>();
    if (tags.length === 0 || !(await driver.stat(paths.protections(repository)))) return found;
    for (const tag of await this.#marked(repository, tags)) {
      const protection = await this.of(repository, tag);
      if (protection) found.set(tag, protection);
    }
    return found;
  }

  /** All tags of a repository that somebody protects, in no order; also what a tag by that name would be. */
  async *names(repository: RepositoryName): AsyncGenerator<Tag> {
    const { driver, paths } = this.#parts;
    for await (const { name } of driver.names(paths.protections(repository))) if (isTag(name)) yield name;
  }

  /**
   * Protects a tag that is there, durably. One that is protected stays as it is.
   * @returns who protects it now, and whether that is new; `undefined` when there is no such tag
   */
  async protect(
    repository: RepositoryName,
    tag: Tag,
    origin: Actor,
  ): Promise<(Protection & { isNew: boolean }) | undefined> {
    const { driver, paths, processes, locks } = this.#parts;
    return await locks.hold(`repository:${repository}`, async () => {
      if ((await driver.readSymlink(paths.tag(repository, tag))) === undefined) return undefined;
      const before = await this.of(repository, tag);
      if (before) return { ...before, isNew: false };
      const protection = { by: origin.actor, atMs: Date.now() };
      const [file, written] = [paths.protection(repository, tag), paths.temporaryFile(processes.id)];
      await driver.makeFolders(paths.protections(repository));
      try {
        await driver.write(written, `${JSON.stringify(protection)}\n`);
        if (!(await driver.replace(written, file))) throw new Error(`${file} could not be made`);
      } finally {
        await driver.remove(written);
      }
      await driver.sync(paths.protections(repository));
      await this.#journal(repository, tag, origin, 'protect');
      return { ...protection, isNew: true };
    });
  }

  /**
   * Lifts the protection of a tag, durably; also of one that is not there any more.
   * @returns who protected it; `undefined` when nobody did
   */
  async lift(repository: RepositoryName, tag: Tag, origin: Actor): Promise<Protection | undefined> {
    const { driver, paths, locks } = this.#parts;
    return await locks.hold(`repository:${repository}`, async () => {
      const before = await this.of(repository, tag);
      if (!before) return undefined;
      await driver.remove(paths.protection(repository, tag));
      await driver.sync(paths.protections(repository));
      await this.#journal(repository, tag, origin, 'unprotect');
      await driver.removeEmptyFolder(paths.protections(repository));
      return before;
    });
  }

  async #marked(repository: RepositoryName, tags: readonly Tag[]): Promise<Tag[]> {
    const { driver, paths } = this.#parts;
    if (tags.length <= askedMax) {
      const times = await driver.modifiedTimes(tags.map((tag) => paths.protection(repository, tag)));
      return tags.filter((_, at) => times[at] !== undefined);
    }
    const wanted = new Set(tags);
    const found: Tag[] = [];
    for await (const name of this.names(repository)) if (wanted.has(name)) found.push(name);
    return found;
  }

  async #journal(
    repository: RepositoryName,
    tag: Tag,
    origin: Actor,
    cause: 'protect' | 'unprotect',
  ): Promise<void> {
    const { driver, paths, database } = this.#parts;
    const target = await driver.readSymlink(paths.tag(repository, tag));
    const digest = target !== undefined && isDigest(target) ? target : undefined;
    recordProtectionEvent(database, repository, { ...origin, cause }, { tag, digest });
  }
}

/** Who does it, and from where. */
type Actor = Omit<Origin, 'cause'>;

/**
 * Removes the protections of a repository that holds nothing: of tags that were taken away by hand. The caller holds the
 * repository's lock.
 */
export async function removeAllProtections(
  { driver, paths }: Pick<TagProtectionParts, 'driver' | 'paths'>,
  repository: RepositoryName,
): Promise<void> {
  const folder = paths.protections(repository);
  for await (const { name, kind } of driver.names(folder))
    if (kind !== 'folder') await driver.remove(paths.found(folder, name));
  await driver.removeEmptyFolder(folder);
}

function protectionIn(bytes: Buffer | undefined): Protection | undefined {
  if (!bytes) return undefined;
  try {
    return marked.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}
