import { Cut } from './cluster';
import type { RepositoryModel } from './model';
import { digestOf } from './random';
import type { RegistryClient } from './registry-client';

/**
 * Pulls a manifest of a repository that its owner changes meanwhile, and all its blobs. What was there before and whose
 * deletion nobody asked for until the end must be there whole.
 */
export async function pull(clientOf: (model: RepositoryModel) => RegistryClient, model: RepositoryModel) {
  const client = clientOf(model);
  const manifest = client.random.pick(
    model.presentManifests().filter(({ digest }) => !model.going.has(digest)),
  );
  if (!manifest) return;
  const mustBeThere = () => manifest.presence === 'present' && !model.going.has(manifest.digest);
  try {
    const answer = client.expect(manifest.digest, await client.getManifest(manifest.digest), 200, 404);
    if (answer.status === 404) {
      if (mustBeThere()) client.fail('content lost', `manifest ${manifest.digest}`, manifest.digest);
      return;
    }
    if (!answer.body.equals(manifest.bytes))
      client.fail('wrong bytes', `manifest ${manifest.digest}`, manifest.digest);
    for (const digest of manifest.blobs) {
      const blob = client.expect(digest, await client.getBlob(digest), 200, 404);
      if (blob.status === 200 && digestOf(blob.body) !== digest)
        client.fail('wrong bytes', `blob ${digest}`, digest);
      if (blob.status === 404 && mustBeThere())
        client.fail('manifest without a blob', `${manifest.digest} is there without ${digest}`, digest);
    }
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
  }
}
