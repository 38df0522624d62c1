import { digestOf, imageManifest } from '../tests/harness/content';
import type { HttpClient } from '../tests/harness/http-client';
import { expectStatus, RepositoryClient } from '../tests/harness/push';

/** A small image, which is that of its name. */
export function smallImage(image: string): { config: Buffer; manifest: Buffer } {
  const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', image }));
  return { config, manifest: imageManifest(config, []) };
}

/**
 * Pushes small images through the API.
 * @param server its port, or a client that signs in
 * @param tags each tag with the image that it names; equal images have one digest
 * @returns the digest of each tag
 */
export async function pushTags(
  server: number | HttpClient,
  repository: string,
  tags: Record<string, string>,
): Promise<Record<string, string>> {
  const client = new RepositoryClient(server, repository);
  const digests: Record<string, string> = {};
  for (const [tag, image] of Object.entries(tags)) {
    const { config, manifest } = smallImage(image);
    expectStatus('POST of a config', await client.pushMonolithic(config), 201);
    expectStatus('PUT of a manifest', await client.putManifest(tag, manifest), 201);
    digests[tag] = digestOf(manifest);
  }
  return digests;
}
