import type { Digest } from '@/lib/oci/digest';
import { isTag, type Tag } from '@/lib/oci/reference';
import type { RepositoryName } from '@/lib/oci/repository-name';
import {
  healBlob,
  healPool,
  healTrashBlob,
  moveToItsPlace,
  quarantineIfCorrupt,
  shareBlob,
} from '@/lib/storage/mending/mend-blobs';
import { healManifest, healTrashManifest } from '@/lib/storage/mending/mend-manifests';
import {
  mendRights,
  removeAbandoned,
  removeBrokenUpload,
  removeWorthless,
} from '@/lib/storage/mending/mend-names';
import { mendReferrer } from '@/lib/storage/mending/mend-referrers';
import { mendTag } from '@/lib/storage/mending/mend-tags';
import { reindexFolders, reindexRepository } from '@/lib/storage/mending/reindex';
import type { Finding, FindingKind, Place } from '../check/finding';
import type { RepairOptions, RepairOutcome } from './outcome';

type Mended = Omit<RepairOutcome, 'finding'>;
type Mender = (options: RepairOptions, finding: Finding) => Promise<Mended>;

const done = (words: string): Mended => ({ done: true, words });
const notDone = (words: string): Mended => ({ done: false, words });
const noCopy = notDone('there is no intact copy: push it again, or give a backup with --from');

const mending = ({ from, pace }: RepairOptions) => ({
  from,
  onRead: (bytes: number) => pace.spend(bytes),
});
const fileOf = ({ parts }: RepairOptions, { place }: Finding) => parts.paths.below(place.path);

/** A finding that names content of a repository. */
function contentOf({ place }: Finding): {
  repository: RepositoryName;
  digest: Digest;
  by: Digest | undefined;
} {
  const { repository, digest, by } = place;
  if (!repository || !digest) throw new Error(`${place.path} says nothing of whose content it is`);
  return { repository, digest, by };
}

const rights: Mender = async (options, found) =>
  (await mendRights(options.parts, fileOf(options, found)))
    ? done('its rights are set')
    : notDone('it is another user’s, or the disk can’t read it');

const blob: Mender = async (options, { place }) => {
  const { repository, digest } = place;
  if (!digest) return notDone('it has no digest');
  const took = await healed(options, repository, digest);
  return took === undefined ? noCopy : done(`brought back from ${told(options, took)}`);
};

const corruptBlob: Mender = async (options, found) => {
  const { parts } = options;
  const { digest } = found.place;
  if (!digest) return notDone('it has no digest');
  const corrupt = await quarantineIfCorrupt(parts, fileOf(options, found), digest, mending(options));
  // What else the finding can be of was healed with another name of the same file.
  const isHealed = !corrupt && (await parts.driver.stat(fileOf(options, found)))?.isFile;
  return isHealed ? done('it is sound') : await blob(options, found);
};

async function healed(
  options: RepairOptions,
  repository: RepositoryName | undefined,
  digest: Digest,
): Promise<string | undefined> {
  const { parts } = options;
  if (repository === undefined) return await healPool(parts, digest, mending(options));
  return await healBlob(parts, repository, digest, mending(options));
}

const manifest: Mender = async (options, found) => {
  const { repository, digest } = contentOf(found);
  // Reading a corrupt one puts it in quarantine.
  if (await options.parts.manifests.read(repository, digest)) return done('it is sound');
  const took = await healManifest(options.parts, repository, digest, mending(options));
  return took === undefined ? noCopy : done(`brought back from ${told(options, took)}`);
};

const tag: Mender = async (options, { place }) => {
  const { repository, digest } = place;
  const name = place.tag ?? '';
  if (!repository || !isTag(name)) return notDone('it is no tag');
  if (digest) await healManifest(options.parts, repository, digest, mending(options));
  return await pointed(options, repository, name);
};

async function pointed({ parts }: RepairOptions, repository: RepositoryName, name: Tag): Promise<Mended> {
  const now = await mendTag(parts, repository, name);
  if (now === 'sound') return done('its manifest is there again');
  if (now === 'kept') return notDone('a file stands there that may be of value: by hand: move it away');
  if (now === 'removed') return done('removed, and noted in its history: push it again');
  return done(`points to ${now}, where it was last moved to`);
}

const referrer: Mender = async (options, found) => {
  const { repository, digest, by } = contentOf(found);
  if (!by) return notDone('it has no subject');
  const now = await mendReferrer(options.parts, repository, by, digest);
  if (now === 'kept') return notDone('its manifest can’t be read, or no symlink stands there');
  return done(now === 'made' ? 'the entry is made again' : 'the entry is removed');
};

/** The name is freed; then what belongs there is brought back. */
const wrongType: Mender = async (options, found) => {
  const { parts } = options;
  const { place } = found;
  if (place.tag !== undefined) return await tag(options, found);
  if (place.by !== undefined && place.path.includes('/referrers/')) return await referrer(options, found);
  const upload = /^temp\/uploads\/([^/]+)\//.exec(place.path)?.[1];
  if (upload !== undefined) return await brokenUpload(options, upload);
  const file = fileOf(options, found);
  // It is open, and what it leads to may be the database.
  if (file === parts.paths.database) return notDone('by hand: stop CyberDock and move it away');
  const stat = await parts.driver.stat(file);
  if (stat?.isFile && place.digest) return done('a file is there again');
  if (!(await removeWorthless(parts, file))) {
    return notDone('it may be of value: by hand: move it away, then run cyberdock repair again');
  }
  if (place.path.startsWith('trash/') && place.digest) return await trash(options, found);
  if (place.path.startsWith('quarantine/')) return done('removed');
  if (place.digest) return await (isOfManifests(place) ? manifest : blob)(options, found);
  await parts.driver.makeFolders(file);
  return done('the folder is made again');
};

function isOfManifests({ path }: Place): boolean {
  return path.split('/').at(-2) === 'manifests';
}

async function brokenUpload({ parts }: RepairOptions, id: string): Promise<Mended> {
  return (await removeBrokenUpload(parts, id))
    ? done('the upload is removed')
    : notDone('the upload is in use, or holds what may be of value');
}

const upload: Mender = async (options, { place }) =>
  await brokenUpload(options, place.path.split('/').at(-1) ?? '');

const trash: Mender = async (options, found) => {
  const { repository, digest, by } = contentOf(found);
  // An entry names manifests only.
  const isManifest = isOfManifests(found.place) || (by === undefined && found.place.path.endsWith('.json'));
  const heal = isManifest ? healTrashManifest : healTrashBlob;
  const took = await heal(options.parts, repository, digest, mending(options));
  return took === undefined ? noCopy : done(`brought back from ${told(options, took)}`);
};

const index: Mender = async ({ parts, signal }, { place }) => {
  if (!place.repository) return notDone('it is of no repository');
  await reindexRepository(parts, place.repository);
  if (!(await parts.driver.stat(parts.paths.manifests(place.repository)))) {
    await reindexFolders(parts, place.repository, signal);
  }
  return done('read again from the files');
};

/** Where a copy came from, in words. */
function told({ parts }: RepairOptions, file: string): string {
  return file.startsWith(parts.paths.root) ? parts.paths.relative(file) : file;
}

/** What mends each kind that can be mended. */
export const menders: Partial<Record<FindingKind, Mender>> = {
  unreadable: rights,
  'world-writable': rights,
  'missing-folder': async (options, found) => {
    await options.parts.driver.makeFolders(fileOf(options, found));
    return done('the folder is made');
  },
  'wrong-type': wrongType,
  'misplaced-pool-entry': async (options, found) => {
    const { digest } = found.place;
    const moved =
      digest && (await moveToItsPlace(options.parts, fileOf(options, found), digest, mending(options)));
    return moved
      ? done('it has its right name')
      : notDone('its bytes do not match its name: by hand: look at it');
  },
  'corrupt-blob': corruptBlob,
  'quarantined-content': blob,
  'missing-blob': blob,
  'not-in-pool': share,
  'unshared-copy': share,
  'corrupt-manifest': manifest,
  'missing-child': manifest,
  'dangling-tag': tag,
  'bad-tag-target': tag,
  'dangling-referrer': referrer,
  'wrong-referrer-target': referrer,
  'false-referrer': referrer,
  'missing-referrer': referrer,
  'upload-without-session': upload,
  'unreadable-session': upload,
  'abandoned-file': async ({ parts }, { place }) =>
    (await removeAbandoned(parts, place.path.split('/').at(-1) ?? ''))
      ? done('removed')
      : notDone('its process lives, or it holds what may be of value'),
  'corrupt-trash': trash,
  'trash-content-missing': trash,
  'wrong-index': index,
  'vanished-tag': index,
  'vanished-manifest': index,
  'vanished-repository': index,
};

async function share(options: RepairOptions, found: Finding): Promise<Mended> {
  const { repository, digest } = contentOf(found);
  const shared = await shareBlob(options.parts, repository, digest, mending(options));
  return shared ? done('pool and repository share one file') : noCopy;
}
