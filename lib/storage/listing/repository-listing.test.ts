import fs from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { isTag, type Tag } from '@/lib/oci/reference';
import { FileSystemDriver } from '../driver';
import {
  emptyIndex,
  faultOf,
  openParts,
  openStorage,
  pushImage,
  pushManifest,
  repositoryOf,
  someone,
  temporaryFolder,
} from '../testing/open-storage';

const repository = repositoryOf('team/app');
const tagNames = async ({ storage }: Awaited<ReturnType<typeof openStorage>>, page = {}) =>
  (await storage.listTags(repository, { limit: 1000, ...page }))?.tags.map(({ name }) => name);

describe('the list of tags', () => {
  it('gives, page by page, what sorting all the tags would give', async () => {
    const tag = fc.stringMatching(/^[a-cA-C0_][a-c.A_-]{0,3}$/).filter(isTag);
    const opened = await openStorage(await temporaryFolder());
    const { digest, document } = await pushImage(opened.storage, repository, 'image');
    const model = new Set<Tag>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(tag, { maxLength: 4 }),
        tag,
        fc.string({ maxLength: 4 }),
        async (added, removed, last) => {
          await pushManifest(opened.storage, repository, document, ...added);
          for (const name of added) model.add(name);
          expect(await opened.storage.manifests.untag(repository, removed, someone)).toBe(
            model.delete(removed),
          );
          // SQLite takes a text for ended at its first NUL.
          const after = last.split('\0', 1)[0] ?? '';
          const rest = [...model].sort((a, b) => (a < b ? -1 : 1)).filter((name) => name > after);
          const page = await opened.storage.listTags(repository, { last, limit: 3 });
          expect(page?.tags).toEqual(rest.slice(0, 3).map((name) => ({ name, digest })));
          expect(page?.more).toBe(rest.length > 3);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('shows on the next page a tag that was added, moved or removed by hand', async () => {
    const root = await temporaryFolder();
    const opened = await openStorage(root);
    const { digest } = await pushImage(opened.storage, repository, 'image', 'latest');
    const other = await pushManifest(opened.storage, repository, emptyIndex('other'));
    const manifests = path.join(root, 'repositories', repository, 'manifests');
    expect(await tagNames(opened)).toEqual(['latest']);
    await fs.symlink(digest, `${manifests}/by-hand`);
    expect(await tagNames(opened)).toEqual(['by-hand', 'latest']);
    await fs.symlink(other, `${manifests}/moved`);
    await fs.rename(`${manifests}/moved`, `${manifests}/by-hand`);
    expect((await opened.storage.listTags(repository, { limit: 1 }))?.tags[0]?.digest).toBe(other);
    await fs.rm(`${manifests}/by-hand`);
    expect(await tagNames(opened)).toEqual(['latest']);
  });

  it('shows a tag that was added by hand also when a push followed before the next page', async () => {
    const root = await temporaryFolder();
    const opened = await openStorage(root);
    const { digest } = await pushImage(opened.storage, repository, 'image', 'latest');
    expect(await tagNames(opened)).toEqual(['latest']);
    await fs.symlink(digest, path.join(root, 'repositories', repository, 'manifests', 'by-hand'));
    await pushManifest(opened.storage, repository, emptyIndex('other'), 'pushed');
    expect(await tagNames(opened)).toEqual(['by-hand', 'latest', 'pushed']);
  });

  it('shows neither tags that point nowhere nor what is no tag', async () => {
    const root = await temporaryFolder();
    const opened = await openStorage(root);
    const { digest } = await pushImage(opened.storage, repository, 'image', 'latest');
    const manifests = path.join(root, 'repositories', repository, 'manifests');
    await fs.symlink(digestOf(Buffer.from('not there')), `${manifests}/broken`);
    await fs.symlink('/etc/passwd', `${manifests}/outside`);
    await fs.symlink(digest, `${manifests}/.hidden`);
    await fs.writeFile(`${manifests}/file`, digest);
    await fs.mkdir(`${manifests}/folder`);
    expect(await tagNames(opened)).toEqual(['latest']);
    expect(await opened.storage.manifests.resolve(repository, 'outside' as Tag)).toBeUndefined();
    expect(await opened.storage.manifests.resolve(repository, 'file' as Tag)).toBeUndefined();
  });

  it('agrees between two processes that push to one repository', async () => {
    const root = await temporaryFolder();
    const opened = [await openStorage(root), await openStorage(root)] as const;
    const tags = Array.from({ length: 30 }, (_, at) => `t${String(at).padStart(2, '0')}`);
    await Promise.all(
      tags.map((tag, at) =>
        pushManifest(opened[at % 2 ? 1 : 0].storage, repository, emptyIndex('text'), tag),
      ),
    );
    for (const one of opened) expect(await tagNames(one)).toEqual(tags);
  });

  it('is repaired after a crash between the change of a folder and its record', async () => {
    const root = await temporaryFolder();
    const parts = await openParts(root);
    const digest = await pushManifest(parts, repository, emptyIndex('text'), 'latest');
    const crash = new Error('killed');
    const killed = parts.locks.hold(`repository:${repository}`, () =>
      parts.listing.record(repository, someone, async () => {
        await parts.driver.symlink(digest, parts.paths.tag(repository, 'v1' as Tag));
        throw crash;
      }),
    );
    expect(await faultOf(killed)).toBe(crash);
    expect(await tagNames(await openStorage(root))).toEqual(['latest', 'v1']);
  });

  it('forgets what a manifest named once that is gone, also when it had been read ahead', async () => {
    const parts = await openParts(await temporaryFolder());
    const { digest, layer } = await pushImage(parts, repository, 'image');
    await pushManifest(parts, repository, emptyIndex('keeps the repository'));
    const file = parts.paths.manifest(repository, digest);
    const bytes = await fs.readFile(file);
    await parts.manifests.delete(repository, digest, someone);
    // Another process reads ahead while the manifest is there, and records it when it is gone.
    await fs.writeFile(file, bytes);
    await parts.listing.readAhead(repository);
    await fs.rm(file);
    expect(await parts.blobs.delete(repository, layer)).toBe(true);
  });

  it('costs a page what the page costs, with 10 or with 100,000 tags', async () => {
    class CountingDriver extends FileSystemDriver {
      asked = 0;
      override async stat(file: string) {
        this.asked += 1;
        return await super.stat(file);
      }
      override async *names(folder: string) {
        this.asked += 1_000;
        yield* super.names(folder);
      }
      override async readSymlink(file: string) {
        this.asked += 1;
        return await super.readSymlink(file);
      }
    }
    const cost = async (tags: number) => {
      const driver = new CountingDriver(false);
      const parts = await openParts(await temporaryFolder(), driver);
      const digest = await pushManifest(parts, repository, emptyIndex('text'), 'latest');
      await parts.locks.hold(`repository:${repository}`, () =>
        parts.listing.record(repository, someone, async (changes) => {
          for (let at = 0; at < tags; at++) {
            changes.movedTags.push({ tag: `t${String(at).padStart(6, '0')}` as Tag, to: digest });
          }
        }),
      );
      driver.asked = 0;
      expect(await parts.listing.isFresh(repository)).toBe(true);
      const page = parts.listing.tags(repository, { last: 't000004', limit: 3 });
      expect(page.map(({ name }) => name)).toEqual(['t000005', 't000006', 't000007']);
      return driver.asked;
    };
    expect(await cost(100_000)).toBe(await cost(10));
  });

  it('reads no list anew for a page when nothing was changed', async () => {
    const root = await temporaryFolder();
    const { storage } = await openStorage(root);
    await pushManifest(storage, repository, emptyIndex('text'), 'latest');
    await storage.listTags(repository, { limit: 1 });
    const before = await fs.stat(path.join(root, 'repositories', repository, 'manifests'));
    for (let at = 0; at < 5; at++) await storage.listTags(repository, { limit: 1 });
    const after = await fs.stat(path.join(root, 'repositories', repository, 'manifests'));
    expect(after.atimeMs).toBe(before.atimeMs);
    expect(after.mtimeMs).toBe(before.mtimeMs);
  });
});
