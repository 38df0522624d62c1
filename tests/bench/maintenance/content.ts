import { digestOf, imageManifest } from '../../harness/content';
import { Random } from '../../harness/random';

/** How much a generated registry has. */
export interface ContentSize {
  repositories: number;
  /** In each repository; each has a tag. */
  images: number;
  seed: number;
}

/** Blobs of each image: a config, and layers of which the last is also in the other repositories of its group. */
export const blobsPerImage = 5;
/** How many repositories share their last layers. */
const groupSize = 10;

/** A blob of a few bytes. */
export interface GeneratedBlob {
  digest: string;
  bytes: Buffer;
}

/** An image whose manifest names all its blobs. */
export interface GeneratedImage {
  tag: string;
  digest: string;
  manifest: Buffer;
  blobs: GeneratedBlob[];
}

/** One repository with all that it holds. */
export interface GeneratedRepository {
  name: string;
  images: GeneratedImage[];
}

/** The repositories of a registry, one after the other: the same for the same seed. */
export function* generate({ repositories, images, seed }: ContentSize): Generator<GeneratedRepository> {
  const salt = new Random(seed).integer(0, 0xffff_ffff);
  for (let at = 0; at < repositories; at++) {
    yield {
      name: `team-${at % 20}/app-${at}`,
      images: Array.from({ length: images }, (_, image) => generateImage(salt, at, image)),
    };
  }
}

/** An image of a repository; a number beyond its images gives one more. */
export function generateImage(salt: number, repository: number, image: number): GeneratedImage {
  const group = repository - (repository % groupSize);
  const texts = Array.from({ length: blobsPerImage }, (_, blob) => {
    const owner = blob === blobsPerImage - 1 ? group : repository;
    return `{"blob":"${salt}-${owner}-${image}-${blob}"}`;
  });
  const [config = '', ...layers] = texts;
  const manifest = imageManifest(config, layers);
  return {
    tag: `v1.0.${image}`,
    digest: digestOf(manifest),
    manifest,
    blobs: texts.map((text) => ({ digest: digestOf(text), bytes: Buffer.from(text) })),
  };
}
