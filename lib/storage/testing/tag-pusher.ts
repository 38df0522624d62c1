import { createInterface } from 'node:readline';
import type { Config } from '@/lib/config';
import { digestOf } from '@/lib/oci/digest';
import { parseManifest } from '@/lib/oci/manifest';
import { mediaTypes } from '@/lib/oci/media-types';
import { parseTag } from '@/lib/oci/reference';
import { parseRepositoryName } from '@/lib/oci/repository-name';
import { Storage } from '../storage';

/**
 * For tests: another process on a data folder. For each line `repository tag text` of its input it pushes an
 * index with this text under the tag, and answers with its digest or the code of the fault.
 */
const [root = '', policies = '[]'] = process.argv.slice(2);
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
  retention: { enabled: true, intervalMs: 0, policies: JSON.parse(policies) },
} as unknown as Config;
const ignored = () => undefined;
const storage = await Storage.open(config, {
  onCorrupt: ignored,
  onBrokenTags: ignored,
  onDamagedDatabase: ignored,
});
process.stdout.write('ready\n');
for await (const line of createInterface(process.stdin)) {
  const [repository = '', tag = '', text = ''] = line.split(' ');
  const document = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [], annotations: { text } };
  const bytes = Buffer.from(JSON.stringify(document));
  const push = { digest: digestOf(bytes), bytes, manifest: parseManifest(bytes), tags: [parseTag(tag)] };
  const origin = { actor: 'another', cause: 'push' } as const;
  const answer = await storage.manifests.put(parseRepositoryName(repository), push, origin).then(
    () => push.digest,
    (error) => error?.fault?.code ?? String(error),
  );
  process.stdout.write(`${answer}\n`);
}
await storage.close();
