import fs from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { digestOf } from '@/lib/oci/digest';
import { parseTag } from '@/lib/oci/reference';
import type { Storage } from '@/lib/storage/storage';
import {
  emptyIndex,
  openStorage,
  pushBlob,
  pushImage,
  pushManifest,
  someone,
  temporaryFolder,
} from '@/lib/storage/testing/open-storage';
import { Pace } from '../pace';
import {
  findingsOf,
  graveOf,
  one,
  type Populated,
  populate,
  repairAll,
  rot,
  two,
  unseen,
} from '../testing/populated';
import { check } from './check';
import { type Finding, type FindingKind, findingKinds } from './finding';

const strangers = `sha256:${'0'.repeat(64)}`;
const latest = parseTag('latest');

interface Case {
  kind: FindingKind;
  title: string;
  make: (storage: Storage, made: Populated) => Promise<void>;
  /** What the check still finds grave after the repair; nothing when absent. */
  after?: FindingKind[];
  /** What the check finds besides. */
  also?: FindingKind[];
}

const write = (file: string, text: string) => fs.writeFile(file, text, { mode: 0o640 });
const copyOver = async (from: string, to: string) => {
  await fs.rm(to);
  await fs.copyFile(from, to);
};

const cases: Case[] = [
  {
    kind: 'missing-folder',
    title: 'a folder of a repository that is gone',
    make: async ({ parts: { paths } }) => await fs.rmdir(paths.allReferrers(two)),
  },
  {
    kind: 'missing-folder',
    title: 'a folder of the tree that is gone',
    make: async ({ parts: { paths } }) => await fs.rmdir(paths.poolOf('sha512')),
  },
  {
    kind: 'stranger',
    title: 'a file between the repositories',
    make: async ({ parts: { paths } }) => await write(path.join(paths.repositories, 'notes.txt'), 'mine'),
    after: ['stranger'],
  },
  {
    kind: 'stranger',
    title: 'a name among manifests that is neither tag nor digest',
    make: async ({ parts: { paths } }) => await write(path.join(paths.manifests(one), '.swp~'), 'mine'),
    after: ['stranger'],
  },
  {
    kind: 'wrong-type',
    title: 'a symlink in the place of a blob',
    make: async ({ parts: { paths } }, { layer }) => {
      await fs.rm(paths.blob(one, layer));
      await fs.symlink('/etc/passwd', paths.blob(one, layer));
    },
  },
  {
    kind: 'wrong-type',
    title: 'an empty folder in the place of a pool entry',
    make: async ({ parts: { paths } }, { layer }) => {
      await fs.rm(paths.poolBlob(layer));
      await fs.mkdir(paths.poolBlob(layer));
    },
  },
  {
    kind: 'wrong-type',
    title: 'a folder with something in it in the place of a manifest',
    make: async ({ parts: { paths } }, { index }) => {
      await fs.rm(paths.manifest(one, index));
      await fs.mkdir(paths.manifest(one, index));
      await write(path.join(paths.manifest(one, index), 'precious'), 'mine');
    },
    after: ['wrong-type'],
  },
  {
    kind: 'wrong-type',
    title: 'a copy of its manifest in the place of a tag',
    make: async ({ parts: { paths } }, { image }) =>
      await copyOver(paths.manifest(one, image), paths.tag(one, latest)),
  },
  {
    kind: 'unreadable',
    title: 'a blob without the right to be read',
    make: async ({ parts: { paths } }, { layer }) => await fs.chmod(paths.poolBlob(layer), 0o200),
  },
  {
    kind: 'world-writable',
    title: 'a folder that everybody may write to',
    make: async ({ parts: { paths } }) => await fs.chmod(paths.manifests(one), 0o777),
  },
  {
    kind: 'dangling-tag',
    title: 'a tag whose manifest is gone, and held nowhere else',
    make: async ({ parts: { paths } }, { index }) => await fs.rm(paths.manifest(one, index)),
    also: ['vanished-manifest'],
  },
  {
    kind: 'bad-tag-target',
    title: 'a tag that points out of the folder',
    make: async ({ parts: { paths } }) => {
      await fs.rm(paths.tag(one, latest));
      await fs.symlink('../../../secret', paths.tag(one, latest));
    },
  },
  {
    kind: 'corrupt-manifest',
    title: 'a manifest with a wrong byte, of which another repository has an intact copy',
    make: async ({ parts: { paths } }, { image }) => await rot(paths.manifest(one, image)),
  },
  {
    kind: 'invalid-manifest',
    title: 'a file with the right digest that is no manifest',
    make: async ({ parts: { paths } }) =>
      await write(paths.manifest(one, digestOf(Buffer.from('no manifest'))), 'no manifest'),
    after: ['invalid-manifest'],
  },
  {
    kind: 'missing-blob',
    title: 'a blob that a manifest names and its repository lost',
    make: async ({ parts: { paths } }, { layer }) => await fs.rm(paths.blob(one, layer)),
  },
  {
    kind: 'missing-child',
    title: 'a child of an index that is gone, which another repository has',
    make: async ({ parts: { paths } }, { image }) => await fs.rm(paths.manifest(one, image)),
    also: ['dangling-tag', 'vanished-manifest'],
  },
  {
    kind: 'wrong-stated-size',
    title: 'a manifest that states another size than its blob has',
    make: async (storage) => {
      const { config, document } = await pushImage(storage, one, 'sized');
      const lying = { ...document, config: { ...(document.config as object), size: 1 } };
      const bytes = JSON.stringify(lying);
      expect(config).toBe(document.config.digest);
      await write(storage.parts.paths.manifest(one, digestOf(Buffer.from(bytes))), bytes);
    },
    after: ['wrong-stated-size'],
  },
  {
    kind: 'corrupt-blob',
    title: 'a blob with a wrong byte that is held nowhere else',
    make: async ({ parts: { paths } }, { layer }) => await rot(paths.poolBlob(layer)),
    after: ['quarantined-content', 'quarantined-content'],
  },
  {
    kind: 'corrupt-blob',
    title: 'a blob with a wrong byte, of which there is another copy',
    make: async ({ parts: { paths } }, { layer }) => {
      await copyOver(paths.poolBlob(layer), paths.blob(two, layer));
      await rot(paths.poolBlob(layer));
    },
    also: ['unshared-copy'],
  },
  {
    kind: 'quarantined-content',
    title: 'a blob in quarantine that the pool has intact again',
    make: async ({ parts: { paths, quarantine, driver } }, { layer }) => {
      const content = await fs.readFile(paths.poolBlob(layer));
      await rot(paths.poolBlob(layer));
      const stat = await driver.stat(paths.poolBlob(layer));
      if (stat) await quarantine.take(layer, stat, paths.blob(one, layer), paths.poolBlob(layer));
      await fs.writeFile(paths.poolBlob(layer), content, { mode: 0o640 });
    },
  },
  {
    kind: 'not-in-pool',
    title: 'a blob that the pool lost',
    make: async ({ parts: { paths } }, { layer }) => await fs.rm(paths.poolBlob(layer)),
  },
  {
    kind: 'unshared-copy',
    title: 'a blob with a file of its own',
    make: async ({ parts: { paths } }, { layer }) =>
      await copyOver(paths.poolBlob(layer), paths.blob(two, layer)),
  },
  {
    kind: 'misplaced-pool-entry',
    title: 'a blob in the wrong folder of the pool',
    make: async ({ parts: { paths } }, { layer }) => {
      const wrong = path.join(paths.poolOf('sha256'), layer.slice(7, 9) === '00' ? '01' : '00');
      await fs.mkdir(wrong, { recursive: true, mode: 0o750 });
      await fs.rename(paths.poolBlob(layer), path.join(wrong, layer.slice(7)));
    },
    also: ['not-in-pool'],
  },
  {
    kind: 'dangling-referrer',
    title: 'an entry of a referrer whose manifest is not there',
    make: async ({ parts: { paths } }, { image }) =>
      await fs.symlink(`../../manifests/${strangers}`, path.join(paths.allReferrers(one), image, strangers)),
  },
  {
    kind: 'wrong-referrer-target',
    title: 'an entry of a referrer that leads elsewhere',
    make: async ({ parts: { paths } }, { image, signature }) => {
      await fs.rm(paths.referrer(one, image, signature));
      await fs.symlink('/etc/passwd', paths.referrer(one, image, signature));
    },
  },
  {
    kind: 'false-referrer',
    title: 'an entry of a manifest that has another subject',
    make: async ({ parts: { paths } }, { image, index }) =>
      await fs.symlink(paths.referrerTarget(index), paths.referrer(one, image, index)),
  },
  {
    kind: 'missing-referrer',
    title: 'a manifest with a subject and no entry',
    make: async ({ parts: { paths } }, { image, signature }) =>
      await fs.rm(paths.referrer(one, image, signature)),
  },
  {
    kind: 'abandoned-file',
    title: 'what a process wrote that has ended',
    make: async ({ parts: { paths } }) =>
      await write(path.join(paths.files, '00000000-0000-4000-8000-000000000000.left'), 'half'),
  },
  {
    kind: 'upload-without-session',
    title: 'an upload without its session',
    make: async ({ parts: { paths } }, { upload }) => await fs.rm(paths.uploadSession(upload)),
  },
  {
    kind: 'unreadable-session',
    title: 'an upload whose session is cut short',
    make: async ({ parts: { paths } }, { upload }) => await fs.truncate(paths.uploadSession(upload), 9),
  },
  {
    kind: 'trash-entry-unreadable',
    title: 'an entry of the trash that is cut short',
    make: async (_, { trashEntry }) => await fs.truncate(trashEntry, 9),
    after: ['trash-entry-unreadable'],
  },
  {
    kind: 'trash-content-missing',
    title: 'a blob that the trash lost, and the pool has',
    make: async ({ parts: { paths } }, { trashedLayer }) => {
      await fs.rm(paths.trashBlob(one, trashedLayer));
    },
  },
  {
    kind: 'trash-content-missing',
    title: 'a manifest that the trash lost, and nobody has',
    make: async ({ parts: { paths } }, { trashed }) => await fs.rm(paths.trashManifest(one, trashed)),
    after: ['trash-content-missing'],
  },
  {
    kind: 'corrupt-trash',
    title: 'a manifest in the trash with a wrong byte',
    make: async ({ parts: { paths } }, { trashed }) => await rot(paths.trashManifest(one, trashed)),
    after: ['corrupt-trash'],
  },
  {
    kind: 'corrupt-trash',
    title: 'a blob in the trash with a file of its own and a wrong byte',
    make: async ({ parts: { paths } }, { trashedLayer }) => {
      await copyOver(paths.poolBlob(trashedLayer), paths.trashBlob(one, trashedLayer));
      await rot(paths.trashBlob(one, trashedLayer));
    },
  },
  {
    kind: 'wrong-index',
    title: 'a tag that the index has at another digest, though the folder did not change',
    make: async ({ parts: { paths } }, { index }) =>
      await unseen(paths.manifests(one), async () => {
        await fs.rm(paths.tag(one, latest));
        await fs.symlink(index, paths.tag(one, latest));
      }),
  },
  {
    kind: 'wrong-index',
    title: 'a manifest of which the index knows too little',
    make: async ({ parts: { database } }, { layer }) =>
      database.run(database.query.deleteFrom('reference').where('child', '=', layer)),
  },
  {
    kind: 'vanished-tag',
    title: 'a tag that is gone from disk',
    make: async ({ parts: { paths } }) => await fs.rm(paths.tag(one, latest)),
  },
  {
    kind: 'vanished-tag',
    title: 'a tag that is gone, though the folder did not change',
    make: async ({ parts: { paths } }) =>
      await unseen(paths.manifests(one), async () => await fs.rm(paths.tag(one, latest))),
  },
  {
    kind: 'vanished-manifest',
    title: 'a manifest without a tag that is gone from disk',
    make: async ({ parts: { paths } }, { signature }) => await fs.rm(paths.manifest(one, signature)),
    also: ['dangling-referrer'],
  },
  {
    kind: 'unreadable-protection',
    title: 'who protected a tag, in a file that says nothing',
    make: async (storage) => {
      await storage.tagProtections.protect(one, latest, someone);
      await fs.truncate(storage.parts.paths.protection(one, latest), 0);
    },
    after: ['unreadable-protection'],
  },
  {
    kind: 'vanished-repository',
    title: 'a repository whose folder is gone',
    make: async ({ parts: { paths } }) => await fs.rm(paths.folder(two), { recursive: true }),
  },
];

/** Told for information: nothing to mend. */
const infos: Case[] = [
  {
    kind: 'protection-without-tag',
    title: 'a protected tag whose name was taken away, and is known to be gone',
    make: async (storage) => {
      await pushImage(storage, one, 'gone', 'gone');
      await storage.tagProtections.protect(one, parseTag('gone'), someone);
      await fs.rm(storage.parts.paths.tag(one, parseTag('gone')));
      await storage.listTags(one, { limit: 1 });
    },
  },
  {
    kind: 'quarantined',
    title: 'corrupt content that no repository holds',
    make: async ({ parts: { paths } }) => await write(path.join(paths.quarantine, strangers), 'bad'),
  },
  {
    kind: 'unheld-pool-entry',
    title: 'a pool entry that no repository holds',
    make: async (storage) => {
      const digest = await pushBlob(storage, one, 'nobody needs it');
      await fs.rm(storage.parts.paths.blob(one, digest));
    },
  },
  {
    kind: 'unknown-links',
    title: 'a blob with a link outside of the folder',
    make: async ({ parts: { paths } }, { layer }) =>
      await fs.link(
        paths.poolBlob(layer),
        path.join(path.dirname(paths.root), `${path.basename(paths.root)}-link`),
      ),
  },
  {
    kind: 'old-damaged-database',
    title: 'a damaged database that was set aside',
    make: async ({ parts: { paths } }) => await write(`${paths.database}.damaged-1`, 'bad'),
  },
];

async function open() {
  const root = path.join(await temporaryFolder(), 'data');
  const { storage } = await openStorage(root);
  const made = await populate(storage);
  return { storage, made, root };
}

const kindsOf = (findings: Finding[]) => new Set(findings.map(({ kind }) => kind));

describe('check', () => {
  it('finds nothing in a folder with some of everything', async () => {
    const { storage } = await open();
    await storage.tagProtections.protect(one, latest, someone);
    expect(await findingsOf(storage)).toEqual([]);
  });

  it('does not complain of an upload that a crash cut at its begin or its end', async () => {
    const { storage } = await open();
    const { uploads, paths } = storage.parts;
    const [without, empty] = [await uploads.begin(one, 'sha256'), await uploads.begin(one, 'sha256')];
    await fs.rm(paths.uploadSession(without));
    await fs.truncate(paths.uploadSession(empty), 0);
    expect(await findingsOf(storage)).toEqual([]);
  });

  for (const { kind, title, make, after = [], also = [] } of cases) {
    const mended = after.length === 0 ? 'repair mends it' : 'repair leaves what it would have to guess';
    it(`finds ${kind}: ${title}; ${mended}`, async () => {
      const { storage, made } = await open();
      await make(storage, made);
      const found = await findingsOf(storage);
      const told = found.filter((one) => one.severity !== 'info' || one.kind === kind);
      expect(kindsOf(told)).toEqual(new Set([kind, ...also]));
      const outcomes = await repairAll(storage);
      if (after.length === 0) expect(outcomes.filter(({ done }) => !done)).toEqual([]);
      const left = (await findingsOf(storage)).filter((one) => one.severity !== 'info' || one.kind === kind);
      expect(left.map((one) => one.kind)).toEqual(after);
    });
  }

  for (const { kind, title, make } of infos) {
    it(`tells of ${kind}: ${title}`, async () => {
      const { storage, made } = await open();
      await make(storage, made);
      const found = await findingsOf(storage);
      expect(found.map((one) => one.kind)).toEqual([kind]);
    });
  }

  it('tells of foreign-owner: what belongs to another user', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('only root may give a file away');
    const { storage, made } = await open();
    await fs.chown(storage.parts.paths.manifest(one, made.image), 12_345, 12_345);
    expect(graveOf(await findingsOf(storage))).toEqual([
      `foreign-owner repositories/team/one/manifests/${made.image}`,
    ]);
  });

  it('finds damaged-database: a page that is no page', async () => {
    const root = path.join(await temporaryFolder(), 'data');
    const { storage, close } = await openStorage(root);
    await populate(storage);
    const { database, paths } = storage.parts;
    const rootPage = (name: string) => ({
      compile: () =>
        sql<{ rootpage: number }>`select rootpage from sqlite_master where name = ${name}`.compile(
          database.query,
        ),
    });
    const page = database.first(rootPage('pull'))?.rootpage ?? 0;
    database.first({ compile: () => sql`pragma wal_checkpoint(truncate)`.compile(database.query) });
    await close();
    const handle = await fs.open(paths.database, 'r+');
    await handle.write(Buffer.alloc(64, 0xff), 0, 64, (page - 1) * 4096).finally(() => handle.close());
    const { storage: again } = await openStorage(root);
    expect(graveOf(await findingsOf(again))).toEqual(['damaged-database cyberdock.db']);
  });

  it('has a test for every kind of finding', () => {
    const tested = [...cases, ...infos].map(({ kind }) => kind);
    const others: FindingKind[] = ['foreign-owner', 'damaged-database'];
    expect(new Set([...tested, ...others])).toEqual(new Set(Object.keys(findingKinds)));
  });

  it('finds nothing while clients push, retag and delete beside it', async () => {
    const { storage } = await open();
    const ending = new AbortController();
    const client = async (name: string) => {
      for (let at = 0; !ending.signal.aborted; at++) {
        const { digest, config, layer } = await pushImage(storage, one, `${name} ${at % 7}`, name);
        const subject = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 1 };
        const signature = await pushManifest(storage, one, emptyIndex(name, { subject }));
        await storage.blobs.mount(one, two, layer);
        await storage.manifests.delete(one, signature, someone);
        await storage.manifests.delete(one, digest, someone);
        for (const blob of [config, layer]) await storage.blobs.delete(one, blob).catch(() => undefined);
        await storage.blobs.delete(two, layer).catch(() => undefined);
      }
    };
    const clients = ['a', 'b', 'c'].map(client);
    const pace = new Pace(new AbortController().signal);
    const found: Finding[] = [];
    for (let round = 0; round < 8; round++) {
      // Uploads and pool entries in the making are spared by their age; all else by a second look.
      for await (const one of check({ parts: storage.parts, pace, deep: true })) found.push(one);
    }
    ending.abort();
    await Promise.all(clients);
    expect(found).toEqual([]);
    expect(graveOf(await findingsOf(storage))).toEqual([]);
  });
});
