import { digestOf, imageIndex, imageManifest, mediaTypes } from '../../harness/content';
import { randomContent } from '../../harness/random';

/** What is pushed as one. */
export interface Image {
  blobs: Buffer[];
  manifest: Buffer;
  mediaType: string;
}

/** The content of one run: no other run has the same bytes. */
export interface Content {
  blobs: Buffer[];
  images: Image[];
  /** Digests of all of it, and one of nothing. */
  digests: string[];
}

/**
 * Makes the content of a run: blobs that lie in memory and that do not, images that share them, and what
 * refers to them. The last image and the last but one of the blobs are for what must not be seen.
 */
export function makeContent(run: string): Content {
  const blobs = [1, 3_000, 70_000, 20, 500].map((bytes, index) => randomContent(bytes, `${run} ${index}`));
  const [tiny, small, large, other, secret] = blobs as [Buffer, Buffer, Buffer, Buffer, Buffer];
  const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', run }));
  const image = (layers: Buffer[], more: Record<string, unknown> = {}): Image => ({
    blobs: [config, ...layers],
    manifest: imageManifest(config, layers, more),
    mediaType: mediaTypes.manifest,
  });
  const first = image([tiny, small]);
  const second = image([small, large]);
  const subject = {
    mediaType: mediaTypes.manifest,
    digest: digestOf(first.manifest),
    size: first.manifest.length,
  };
  const signature = image([other], { subject, artifactType: 'application/vnd.example.signature' });
  const index: Image = {
    blobs: [],
    manifest: imageIndex([first.manifest]),
    mediaType: mediaTypes.index,
  };
  const images = [first, second, signature, index, image([secret, small])];
  const digests = [...blobs, config, ...images.map(({ manifest }) => manifest)].map((bytes) =>
    digestOf(bytes),
  );
  return { blobs: [...blobs, config], images, digests: [...digests, digestOf(`${run}: nothing`)] };
}
