import { createInterface } from 'node:readline';
import type { Config } from '@/lib/config';
import { parseTag } from '@/lib/oci/reference';
import { parseRepositoryName } from '@/lib/oci/repository-name';
import { Storage } from '../storage';

/**
 * For tests: another process on a data folder. For each line `protect|lift|untag repository tag` of its input it does
 * that, and answers with `true`, `false` or the code of the fault.
 */
const [root = ''] = process.argv.slice(2);
const config = {
  storage: {
    root,
    maxBlobBytes: 1024,
    idleTimeoutMs: 1000,
    uploadTimeoutMs: 1000,
    freeBytesMin: 0,
    cacheBytes: 1024,
    fsync: false,
  },
  maintenance: { trashMs: 0 },
  access: { quotas: [] },
  retention: { enabled: true, intervalMs: 0, policies: [] },
} as unknown as Config;
const ignored = () => undefined;
const storage = await Storage.open(config, {
  onCorrupt: ignored,
  onBrokenTags: ignored,
  onDamagedDatabase: ignored,
});
const origin = { actor: 'another', cause: 'delete' } as const;
process.stdout.write('ready\n');
for await (const line of createInterface(process.stdin)) {
  const [what = '', name = '', text = ''] = line.split(' ');
  const [repository, tag] = [parseRepositoryName(name), parseTag(text)];
  const done =
    what === 'protect'
      ? storage.tagProtections.protect(repository, tag, origin)
      : what === 'lift'
        ? storage.tagProtections.lift(repository, tag, origin)
        : storage.manifests.untag(repository, tag, origin);
  const answer = await done.then(
    (result) => String(Boolean(result)),
    (error) => error?.fault?.code ?? String(error),
  );
  process.stdout.write(`${answer}\n`);
}
await storage.close();
