import type { Config } from '@/lib/config';
import { Storage } from '@/lib/storage/storage';
import { Jobs } from '../jobs';
import { RetentionPlans } from '../retention/retention-plans';
import { runPlannedRetention } from '../retention/run-planned';

/**
 * For tests: another process that runs a plan of retention. After so many removals it says `removed` and goes no further,
 * so that it can be killed there.
 */
const [root = '', policies = '[]', plan = '', removals = ''] = process.argv.slice(2);
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
  maintenance: { trashMs: 86_400_000 },
  access: { quotas: [] },
  retention: { enabled: true, intervalMs: 0, policies: JSON.parse(policies) },
} as unknown as Config;
const ignored = () => undefined;
const storage = await Storage.open(config, {
  onCorrupt: ignored,
  onBrokenTags: ignored,
  onDamagedDatabase: ignored,
});
const { parts } = storage;
const { manifests } = parts;
const { untag } = manifests;
let done = 0;
manifests.untag = async function (this: typeof manifests, ...args) {
  const removed = await untag.apply(this, args);
  done += 1;
  if (done < Number(removals)) return removed;
  process.stdout.write('removed\n');
  return await new Promise<never>(() => setInterval(ignored, 1_000));
};
const facts = new RetentionPlans(parts.database).get(Number(plan));
if (!facts) throw new Error('there is no such plan');
const request = { cause: 'dashboard', signal: new AbortController().signal } as const;
await runPlannedRetention(parts, new Jobs(parts), facts, request);
