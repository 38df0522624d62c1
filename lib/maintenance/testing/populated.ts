import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Digest } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import type { UploadId } from '@/lib/storage/paths';
import type { Storage } from '@/lib/storage/storage';
import {
  emptyIndex,
  incomingOf,
  pushImage,
  pushManifest,
  repositoryOf,
  someone,
} from '@/lib/storage/testing/open-storage';
import { check } from '../check/check';
import type { Finding } from '../check/finding';
import { Pace } from '../pace';
import type { RepairOptions, RepairOutcome } from '../repair/outcome';
import { planRepair } from '../repair/plan';
import { repair } from '../repair/repair';

/** For tests: the repositories that `populate` fills; `gone` has things in the trash alone. */
export const [one, two] = [repositoryOf('team/one'), repositoryOf('team/deep/two')];

/** For tests: what `populate` made. */
export interface Populated {
  /** An image under the tags `latest` and `v1` of both repositories. */
  image: Digest;
  config: Digest;
  layer: Digest;
  /** An index under the tag `all` of `one`, whose child is the image. */
  index: Digest;
  /** A signature of the image, in `one`. */
  signature: Digest;
  /** An image that is in the trash of `one` alone. */
  trashed: Digest;
  trashedLayer: Digest;
  trashEntry: string;
  /** An upload to `one` with some bytes. */
  upload: UploadId;
}

/** For tests: pushes what `populate` pushes, again or for the first time. */
export async function pushAll(storage: Storage) {
  const image = await pushImage(storage, one, 'first', 'latest', 'v1');
  await pushImage(storage, two, 'first', 'latest');
  await pushImage(storage, one, 'second', 'other');
  const child = {
    mediaType: mediaTypes.ociManifest,
    digest: image.digest,
    size: image.size,
  };
  const index = await pushManifest(storage, one, emptyIndex('all', { manifests: [child] }), 'all');
  const signature = await pushManifest(storage, one, emptyIndex('signature', { subject: child }));
  return { image, index, signature };
}

/** For tests: fills a data folder with some of everything, by the ways that clients take. */
export async function populate(storage: Storage): Promise<Populated> {
  const { image, index, signature } = await pushAll(storage);
  const trashed = await pushImage(storage, one, 'deleted', 'deleted');
  const trashEntry = await moveToTrash(storage, trashed);
  const upload = await storage.uploads.begin(one, 'sha256');
  await storage.uploads.append(one, upload, incomingOf('an unfinished blob'));
  return {
    image: image.digest,
    config: image.config,
    layer: image.layer,
    index,
    signature,
    trashed: trashed.digest,
    trashedLayer: trashed.layer,
    trashEntry,
    upload,
  };
}

/** Deletes an image as a deletion with a trash does: by the layout that `paths.ts` draws. */
async function moveToTrash(
  { parts: { paths, driver, manifests, blobs } }: Storage,
  { digest, config, layer }: { digest: Digest; config: Digest; layer: Digest },
): Promise<string> {
  await driver.makeFolders(paths.trashManifests(one), paths.trashBlobs(one));
  await fs.link(paths.manifest(one, digest), paths.trashManifest(one, digest));
  for (const blob of [config, layer]) await fs.link(paths.blob(one, blob), paths.trashBlob(one, blob));
  const id = '0mh0aaaaa-0mh0bbbbb-abcdef-123456';
  const entry = {
    id,
    kind: 'manifest',
    repository: one,
    tags: [{ name: 'deleted', digest }],
    digests: [digest],
  };
  await fs.writeFile(paths.trashEntry(`${id}.json`), JSON.stringify(entry), { mode: 0o640 });
  await manifests.delete(one, digest, someone);
  for (const blob of [config, layer]) await blobs.delete(one, blob);
  return paths.trashEntry(`${id}.json`);
}

/** For tests: all that a check finds, as if nothing were in the making. */
export async function findingsOf(storage: Storage, deep = true): Promise<Finding[]> {
  const pace = new Pace(new AbortController().signal);
  const findings: Finding[] = [];
  const options = { parts: storage.parts, pace, deep, youngMs: -1, calmMs: 0 };
  for await (const found of check(options)) findings.push(found);
  return findings;
}

/** For tests: what is grave of it, as `kind path`. */
export function graveOf(findings: Finding[]): string[] {
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ kind, place }) => `${kind} ${place.path}`);
}

/** For tests: checks and mends, until a round mends nothing more. */
export async function repairAll(
  storage: Storage,
  options: Partial<RepairOptions> = {},
): Promise<RepairOutcome[]> {
  const { signal } = new AbortController();
  const outcomes: RepairOutcome[] = [];
  for (let round = 0; round < 3; round++) {
    const plan = planRepair(await findingsOf(storage));
    if (plan.actions.length === 0) break;
    for (const action of plan.actions) {
      outcomes.push(
        await repair({ parts: storage.parts, pace: new Pace(signal), signal, ...options }, action),
      );
    }
  }
  return outcomes;
}

/** For tests: changes a byte as a failing disk does: nothing else of the file changes. */
export async function rot(file: string): Promise<void> {
  const { atime, mtime } = await fs.stat(file);
  const handle = await fs.open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, 3);
  await handle.write(Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, 3).finally(() => handle.close());
  await fs.utimes(file, atime, mtime);
}

/** For tests: changes names in a folder so that its modification time, to the last digit, does not tell. */
export async function unseen(folder: string, task: () => Promise<void>): Promise<void> {
  const copy = await fs.mkdtemp(path.join(tmpdir(), 'cyberdock-time-'));
  execFileSync('touch', ['-r', folder, copy]);
  await task();
  execFileSync('touch', ['-r', copy, folder]);
  await fs.rmdir(copy);
}
