import { algorithms, type Digest, isDigest } from '@/lib/oci/digest';
import type { FileStat } from '@/lib/storage/driver';
import { blobLook } from './blobs';
import { type CheckContext, namesIn, type Suspicion, suspect } from './context';
import { finding, type Place } from './finding';
import { type OtherNames, otherNames } from './other-names';

/** How many holders of one blob are asked what they have, before its links count as unknown. */
const holdersMax = 1_000;

/**
 * Every file of the pool is named after its digest, lies in the folder of its first letters, and has no more names than
 * were seen; with `deep` its bytes are read. Memory is that of one folder at a time: 1/256 of the pool's names.
 */
export async function* checkPool(context: CheckContext): AsyncGenerator<Suspicion> {
  const { driver, paths } = context.parts;
  const others = await otherNames(context);
  for (const algorithm of algorithms) {
    const folder = paths.poolOf(algorithm);
    for await (const { name: prefix } of namesIn(context, folder)) {
      const inside = paths.found(folder, prefix);
      for await (const { name: hex } of namesIn(context, inside)) {
        const digest = `${algorithm}:${hex}`;
        if (!isDigest(digest)) continue; // A stranger, which the look at the structure tells.
        const file = paths.found(inside, hex);
        const place = { path: paths.relative(file), digest };
        const stat = await driver.stat(file);
        if (!stat) continue;
        if (!stat.isFile) {
          yield* suspect(async () => {
            const now = await driver.stat(file);
            return now && !now.isFile ? finding('wrong-type', place, 'not a file, as a blob is') : undefined;
          });
          continue;
        }
        if (file !== paths.poolBlob(digest)) {
          yield* suspect(async () =>
            (await driver.stat(file)) ? finding('misplaced-pool-entry', place) : undefined,
          );
          continue;
        }
        if (context.deep) yield* suspect(blobLook(context, file, place));
        yield* linkLooks(context, others, stat, file, place);
      }
    }
  }
}

async function* linkLooks(
  context: CheckContext,
  others: OtherNames,
  stat: FileStat,
  file: string,
  place: Place & { digest: Digest },
): AsyncGenerator<Suspicion> {
  const { driver } = context.parts;
  if (stat.links === 1) {
    yield* suspect(async () => {
      const now = await driver.stat(file);
      return now?.links === 1 && !isYoungInode(context, now)
        ? finding('unheld-pool-entry', place)
        : undefined;
    });
    return;
  }
  if (!others.isWhole) return;
  const seen = 1 + others.count(stat.inode) + recordedHolders(context, place.digest);
  if (seen >= stat.links) return;
  yield* suspect(async () => {
    const now = await driver.stat(file);
    // A name that came or went since the check began may not have been seen.
    if (!now || now.changedAtMs >= context.startedAtMs) return undefined;
    const holders = await holdersOf(context, place.digest, now.inode);
    if (holders === undefined) return undefined;
    const unknown = now.links - 1 - others.count(now.inode) - holders;
    return unknown > 0 ? finding('unknown-links', place, `${unknown} of ${now.links} links`) : undefined;
  });
}

function recordedHolders({ parts: { database } }: CheckContext, digest: Digest): number {
  const { query } = database;
  const counted = query.selectFrom('blob').select(({ fn }) => fn.countAll<number>().as('holders'));
  return database.first(counted.where('digest', '=', digest))?.holders ?? 0;
}

/** How many repositories have this inode under the digest; `undefined` when too many would have to be asked. */
async function holdersOf(
  { parts, pace }: CheckContext,
  digest: Digest,
  inode: number,
): Promise<number | undefined> {
  const repositories = parts.blobListing.holders(digest, holdersMax);
  if (repositories.length === holdersMax) return undefined;
  let holders = 0;
  for (const repository of repositories) {
    await pace.breathe();
    if ((await parts.driver.stat(parts.paths.blob(repository, digest)))?.inode === inode) holders += 1;
  }
  return holders;
}

/** A push links a blob to the pool first, then to its repository. */
function isYoungInode({ youngMs }: CheckContext, stat: FileStat): boolean {
  return Date.now() - stat.changedAtMs < youngMs;
}
