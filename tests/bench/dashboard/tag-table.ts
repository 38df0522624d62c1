import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '@/lib/config';
import { ImageSummaries } from '@/lib/dashboard/images/image-summary';
import type { RepositoryScope } from '@/lib/dashboard/repository-scope';
import { listTagTable } from '@/lib/dashboard/tags/list-tag-table';
import { type TagPage, tagQuery } from '@/lib/dashboard/tags/tag-contracts';
import { mediaTypes } from '@/lib/oci/media-types';
import type { Tag } from '@/lib/oci/reference';
import { versionKey } from '@/lib/oci/version-key';
import { FileSystemDriver } from '@/lib/storage/driver';
import { Storage } from '@/lib/storage/storage';
import { pushImage, pushManifest, repositoryOf } from '@/lib/storage/testing/open-storage';

/*
 * What a page of a repository's tags costs, by sort and filter, and for how long it holds up everything else.
 * Run: node --import tsx tests/bench/dashboard/tag-table.ts [--tags 100000] [--rounds 20]
 */

const { values } = parseArgs({
  options: {
    tags: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '20' },
  },
});
const [tagCount, rounds] = [Number(values.tags), Number(values.rounds)];
const app = repositoryOf('team/app');
const filters = ['', 'rc', '31415', 'nothing-has-this', 'sha256:abcdef'];

const root = await mkdtemp(path.join(tmpdir(), 'cyberdock-bench-'));
const limits = {
  root,
  maxBlobBytes: 1024 ** 3,
  maxManifestBytes: 4 * 1024 ** 2,
  uploadTimeoutMs: 3_600_000,
  idleTimeoutMs: 10_000,
  freeBytesMin: 0,
  cacheBytes: 1024 ** 2,
  fsync: false,
};
const config = {
  storage: limits,
  maintenance: { trashMs: 0 },
  retention: { enabled: false, intervalMs: 0, policies: [] },
  access: { quotas: [] },
} as unknown as Config;
const ignored = () => undefined;
const reports = { onCorrupt: ignored, onBrokenTags: ignored, onDamagedDatabase: ignored };
const storage = await Storage.open(config, reports, new FileSystemDriver(false));
try {
  await fill();
  const scope: RepositoryScope = {
    storage,
    summaries: new ImageSummaries(storage),
    repository: app,
    may: () => true,
    sees: () => true,
  };
  console.log(
    `${tagCount} tags; median and p95 of ${rounds}, and the longest that the thread was held up, in ms`,
  );
  for (const sort of ['name', '-version', '-pushed', '-size', '-pulls']) {
    for (const q of filters) {
      let first: TagPage | undefined;
      const begun = await measured(async () => {
        first = await listTagTable(scope, tagQuery.parse({ sort, q }));
      });
      const later = first?.next
        ? await measured(() => listTagTable(scope, tagQuery.parse({ sort, q, cursor: first?.next })))
        : '-';
      console.log(
        `${sort.padEnd(9)} ${(q || '(all)').padEnd(18)} ${String(first?.matching).padStart(7)} first ${begun} later ${later}`,
      );
    }
  }
} finally {
  await storage.close();
  await rm(root, { recursive: true, force: true });
}

/** Two hundred images and a few indexes, and rows of tags that point to them, pulled as chance has it. */
async function fill(): Promise<void> {
  const digests: string[] = [];
  for (let at = 0; at < 200; at++) {
    const image = await pushImage(storage, app, `${at} ${'x'.repeat(at)}`, `image-${at}`);
    digests.push(image.digest);
    if (at % 10 > 0) continue;
    const manifests = [{ mediaType: mediaTypes.ociManifest, digest: image.digest, size: image.size }];
    const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests };
    digests.push(await pushManifest(storage, app, index, `index-${at}`));
  }
  // Each image is signed as cosign does.
  const signature = (await pushImage(storage, app, 'signature')).digest;
  const { database } = storage.parts;
  const { query } = database;
  database.transaction(() => {
    for (let at = 0; at < tagCount; at++) {
      const random = (at * 7_919) % 104_729;
      const name = `${random % 12}.${random % 97}.${at}${at % 25 === 0 ? '-rc.1' : ''}` as Tag;
      const row = {
        repository: app,
        name,
        digest: digests[random % digests.length] ?? '',
        pushed_at_ms: 1_700_000_000_000 + random * 1_000,
        version_key: versionKey(name),
        scan: 0,
      };
      database.run(query.replaceInto('tag').values(row));
      if (at < digests.length) {
        const name = `${row.digest.replace(':', '-')}.sig`;
        database.run(query.replaceInto('tag').values({ ...row, name, digest: signature, version_key: '' }));
      }
      if (at % 3 === 0)
        database.run(
          query
            .insertInto('pull')
            .values({ repository: app, reference: name, count: random % 500, last_at_ms: Date.now() }),
        );
    }
  });
}

/** @returns `median / p95, held up` of a task that is done again and again, while something else wants its turn */
async function measured(task: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  let [heldMs, goesOn, seenAt] = [0, true, performance.now()];
  const look = () => {
    const now = performance.now();
    heldMs = Math.max(heldMs, now - seenAt);
    seenAt = now;
    if (goesOn) setImmediate(look);
  };
  for (let round = 0; round < rounds; round++) {
    await new Promise(setImmediate);
    seenAt = performance.now();
    goesOn = true;
    setImmediate(look);
    const begun = performance.now();
    await task();
    times.push(performance.now() - begun);
    goesOn = false;
    look();
  }
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
  return `${at(0.5)} / ${at(0.95)}, held ${heldMs.toFixed(1)}`.padEnd(30);
}
