import { copyFile, mkdir, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RetentionPolicy } from '@/lib/config';
import { backUp, findingsOf } from '@/lib/maintenance/backup/testing/make-backup';
import { type FindingKind, finding } from '@/lib/maintenance/check/finding';
import { CollectionPass } from '@/lib/maintenance/collection/collection-pass';
import { importOci } from '@/lib/maintenance/import/import-oci';
import { Pace } from '@/lib/maintenance/pace';
import { repair } from '@/lib/maintenance/repair/repair';
import { runRetention } from '@/lib/maintenance/retention/run';
import { scrub } from '@/lib/maintenance/scrub';
import { type Digest, digestOf, hexOf } from '@/lib/oci/digest';
import { parseTag } from '@/lib/oci/reference';
import { poolOrphans } from '@/lib/storage/collection/pool-orphans';
import { condemn } from '@/lib/storage/condemned';
import type { Origin } from '@/lib/storage/origin';
import { readBackupName } from '@/lib/storage/snapshot/backup-paths';
import type { Storage } from '@/lib/storage/storage';
import { StorageError } from '@/lib/storage/storage-error';
import { pushBlob, pushImage } from '@/lib/storage/testing/open-storage';
import { poolFile, repositoryFile } from '../harness/data-folder';
import { app, fresh, other, type Scenario, shared, text } from './scenario';

const { signal } = new AbortController();
const dayMs = 86_400_000;

/** One pass over a repository. @returns how many things wait for the grace period to end */
async function collect({ parts }: Storage, graceMs: number): Promise<number> {
  const pass = new CollectionPass(parts, {
    dryRun: false,
    graceMs,
    untaggedAfterMs: () => 1,
    settingsKey: 'faults',
    repository: app,
    full: true,
    signal,
    pace: new Pace(signal),
  });
  return (await pass.run()).waiting.count;
}

/** Mends one finding. @throws Error when it could not be mended */
async function mend(
  storage: Storage,
  kind: FindingKind,
  file: string,
  name: { tag?: string; digest: Digest },
) {
  const place = { path: path.join('repositories', app, file), repository: app, ...name };
  const options = { parts: storage.parts, pace: new Pace(signal), signal };
  const { done, words } = await repair(options, { finding: finding(kind, place), words: '' });
  if (!done) throw new Error(words);
}

async function digestAt(storage: Storage, tag: string): Promise<Digest> {
  const digest = await storage.manifests.resolve(app, parseTag(tag));
  if (!digest) throw new Error(`there is no ${tag}`);
  return digest;
}

const digestOfOne = (storage: Storage) => digestAt(storage, 'one');

/** A blob that lies in the last folder of the pool, so that a scrub which begins there reads little besides. */
const last = (() => {
  for (let at = 0; ; at++) {
    const content = Buffer.from(`last ${at}`);
    const digest = digestOf(content, 'sha512');
    if (hexOf(digest).startsWith('ff')) return { content, digest };
  }
})();

/** A slice of the scrub that begins at the pool's last folder, and goes to the end. */
async function scrubFromLast({ parts }: Storage): Promise<void> {
  const { database } = parts;
  const position = { section: '1 pool sha512 ff', roundBeganAtMs: Date.now() };
  const note = { key: 'scrub.position', value: JSON.stringify(position) };
  database.run(database.query.replaceInto('note').values(note));
  const result = await scrub({ parts, pace: new Pace(signal), signal, periodMs: 1 });
  const [lacking] = result.corrupt.filter(({ healedFrom }) => healedFrom === undefined);
  if (lacking) throw new Error(`${lacking.path} was not healed`);
  if (result.unreadable.length > 0) throw new Error(`${result.unreadable} could not be read`);
}

/** Makes one name of a blob a file of its own, as beyond the links that a file may have. */
async function separate(file: string): Promise<void> {
  await copyFile(file, `${file}.copy`);
  await rename(`${file}.copy`, file);
}

const policies: RetentionPolicy[] = [{ repositories: [app], keepTags: ['latest'] } as RetentionPolicy];
const rollback: Origin = { actor: 'otto', cause: 'rollback' };

/** Where the layout that is imported lies, beside the data folder. */
const layoutBeside = (root: string) => path.join(path.dirname(root), 'layout');

async function writeLayout(root: string): Promise<void> {
  const layout = layoutBeside(root);
  await mkdir(path.join(layout, 'blobs/sha256'), { recursive: true });
  const write = async (content: string, mediaType: string) => {
    const digest = digestOf(Buffer.from(content));
    await writeFile(path.join(layout, 'blobs/sha256', hexOf(digest)), content, { mode: 0o640 });
    return { mediaType, digest, size: content.length };
  };
  const config = await write('{"config":"imported"}', 'application/vnd.oci.image.config.v1+json');
  const layer = await write('imported layer', 'application/vnd.oci.image.layer.v1.tar');
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = await write(
    JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [layer] }),
    mediaType,
  );
  const annotations = { 'org.opencontainers.image.ref.name': 'imported' };
  const index = { schemaVersion: 2, manifests: [{ ...manifest, annotations }] };
  await writeFile(path.join(layout, 'index.json'), JSON.stringify(index));
  await writeFile(path.join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}

async function importLayout({ parts }: Storage, link: boolean): Promise<void> {
  const layout = layoutBeside(parts.paths.root);
  const { failed } = await importOci(parts, { layout, target: fresh, link, pace: new Pace(signal) });
  if (failed[0]) throw new Error(failed[0].reason);
}

const loose = digestOf(text('loose'));
const orphan = text('an orphan');

/** What administrators and the schedule do. To add one: a name, and what to do. */
export const scenarios: Scenario[] = [
  {
    name: 'a collection that condemns',
    again: true,
    prepare: async (storage) => {
      await pushImage(storage, app, 'untagged');
    },
    run: (storage) => collect(storage, dayMs),
  },
  {
    name: 'a collection that takes what is due',
    again: true,
    prepare: async ({ parts }) => {
      for (const digest of [loose, digestOf(shared)])
        await condemn(parts.driver, parts.paths.blob(app, digest));
    },
    run: (storage) => collect(storage, 0),
  },
  {
    name: 'collections until nothing is due, with an untagged image',
    again: true,
    prepare: async (storage) => {
      await pushImage(storage, app, 'untagged');
    },
    run: async (storage) => {
      while ((await collect(storage, 0)) > 0);
    },
  },
  {
    name: 'a blob that only the pool holds',
    again: true,
    prepare: async ({ parts: { driver, paths } }) => {
      await driver.makeFolders(paths.poolFolder(digestOf(orphan)));
      await driver.write(paths.poolBlob(digestOf(orphan)), orphan);
    },
    run: async ({ blobs, parts }) => {
      const folder = { algorithm: 'sha256' as const, two: hexOf(digestOf(orphan)).slice(0, 2) };
      for await (const { digest } of poolOrphans(parts, folder, async () => undefined)) {
        await blobs.pool.removeIfLast(digest);
      }
      if (await parts.driver.stat(parts.paths.poolBlob(digestOf(orphan))))
        throw new Error('it is still there');
    },
  },
  {
    name: 'a rollback',
    again: true,
    run: async (storage) => {
      const two = await digestAt(storage, 'two');
      await storage.manifests.retag(app, parseTag('latest'), two, rollback);
    },
  },
  {
    name: 'retention',
    trash: true,
    undoable: true,
    again: true,
    run: ({ parts }) =>
      runRetention(parts, { policies }, { pace: new Pace(signal), progress: () => undefined }),
  },
  {
    name: 'a scrub of a corrupt file of the pool',
    damaged: true,
    again: true,
    prepare: async (storage, root) => {
      for (const one of [app, other]) await pushBlob(storage, one, last.content, 'sha512');
      await separate(repositoryFile(root, other, 'blobs', last.digest));
      for (const one of [app, other]) await storage.parts.blobListing.freshen(one);
      await writeFile(poolFile(root, last.digest), Buffer.alloc(last.content.length, 1));
    },
    run: scrubFromLast,
  },
  {
    name: 'a scrub of a corrupt blob of a repository',
    damaged: true,
    again: true,
    prepare: async ({ parts }, root) => {
      const file = repositoryFile(root, app, 'blobs', loose);
      await separate(file);
      await parts.blobListing.freshen(app);
      await writeFile(file, Buffer.alloc(text('loose').length, 1));
    },
    run: scrubFromLast,
  },
  {
    name: 'a scrub of a corrupt manifest',
    damaged: true,
    again: true,
    prepare: async (storage, root) => {
      const file = repositoryFile(root, app, 'manifests', await digestOfOne(storage));
      await writeFile(file, 'no manifest');
    },
    run: scrubFromLast,
  },
  {
    name: 'a repair of a tag whose manifest another repository has',
    damaged: true,
    again: true,
    prepare: async (storage, root) => {
      await unlink(repositoryFile(root, app, 'manifests', await digestOfOne(storage)));
    },
    run: async (storage) => {
      const digest = await digestOfOne(storage);
      await mend(storage, 'dangling-tag', 'manifests/one', { tag: 'one', digest });
    },
  },
  {
    name: 'a repair of a tag whose manifest is lost',
    damaged: true,
    again: true,
    prepare: async (storage, root) => {
      await unlink(repositoryFile(root, app, 'manifests', await digestAt(storage, 'two')));
    },
    run: async (storage) => {
      const digest = await storage.manifests.resolve(app, parseTag('two'));
      if (digest) await mend(storage, 'dangling-tag', 'manifests/two', { tag: 'two', digest });
    },
  },
  {
    name: 'a repair of a blob that the pool lacks',
    damaged: true,
    again: true,
    prepare: (_, root) => unlink(poolFile(root, loose)),
    run: (storage) => mend(storage, 'not-in-pool', `blobs/${loose}`, { digest: loose }),
  },
  {
    name: 'a repair of a blob that the repository lacks',
    damaged: true,
    again: true,
    prepare: async (storage, root) => {
      const one = await storage.manifests.read(app, await digestOfOne(storage));
      await unlink(repositoryFile(root, app, 'blobs', one?.manifest.references[0]?.digest ?? ''));
    },
    run: async (storage) => {
      const one = await storage.manifests.read(app, await digestOfOne(storage));
      const digest = one?.manifest.references[0]?.digest;
      if (!digest) throw new Error('the image names no blob');
      await mend(storage, 'missing-blob', `blobs/${digest}`, { digest });
    },
  },
  {
    name: 'a push while room is looked at',
    freeBytesMin: 1,
    run: (storage) => pushBlob(storage, app, text('roomy')),
  },
  {
    name: 'a push that has no room',
    freeBytesMin: Number.MAX_SAFE_INTEGER,
    run: async (storage) => {
      const refused = await pushBlob(storage, app, text('roomless')).catch((error) => error);
      const isRight = refused instanceof StorageError && refused.fault.code === 'LOW_SPACE';
      if (!isRight) throw refused instanceof Error ? refused : new Error('it was not refused');
    },
  },
  {
    name: 'an import of a layout',
    again: true,
    prepare: (_, root) => writeLayout(root),
    run: (storage) => importLayout(storage, false),
  },
  {
    name: 'an import of a layout by links',
    again: true,
    prepare: (_, root) => writeLayout(root),
    run: (storage) => importLayout(storage, true),
  },
  {
    name: 'a backup by links',
    again: true,
    run: (storage) => backUp(storage, backupsOf(storage)),
    elsewhere: wrongBackups,
  },
  {
    name: 'a backup by copies',
    again: true,
    run: (storage) => backUp(storage, backupsOf(storage), { copy: true }),
    elsewhere: wrongBackups,
  },
];

/** Beside the data folder. */
function backupsOf({ parts }: Storage): string {
  return `${parts.paths.root}.backups`;
}

/** A backup that says that it is finished is whole, whatever failed on the way; and one was made if that was acknowledged. */
async function wrongBackups(storage: Storage, isDone: boolean): Promise<string[]> {
  const folder = backupsOf(storage);
  const names = await readdir(folder).catch(() => []); // It failed before the folder was made.
  const finished = names.filter((name) => readBackupName(name)?.partial === false);
  const problems = isDone && finished.length === 0 ? ['there is no backup'] : [];
  for (const name of finished) problems.push(...(await findingsOf(path.join(folder, name))));
  await rm(folder, { recursive: true, force: true });
  return problems;
}
