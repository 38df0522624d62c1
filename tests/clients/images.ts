import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Descriptor, describeContent, digestOf, mediaTypes } from '../harness/content';
import { tar } from './tar';

/** A layer as it lies in an image: the bytes, and the digest of the archive inside. */
export interface Layer {
  descriptor: Descriptor;
  diffId: string;
  content: Buffer;
}

/** A gzip layer of these files. */
export function gzipLayer(files: Record<string, string | Buffer>): Layer {
  const archive = tar(files);
  const content = gzipSync(archive);
  return {
    descriptor: describeContent(content, 'application/vnd.oci.image.layer.v1.tar+gzip'),
    diffId: digestOf(archive),
    content,
  };
}

/** A layer of one file that nobody has pushed before. @param bytes the size of the file. */
export function uniqueLayer(bytes = 10_000): Layer {
  return gzipLayer({ [`file-${randomBytes(8).toString('hex')}`]: randomBytes(bytes) });
}

/** An image or an index in an OCI layout: its descriptor is what a registry gives its tag. */
export interface LayoutImage {
  descriptor: Descriptor;
}

/** A folder in the form of an OCI image layout, which skopeo, oras, crane, regctl and ctr read. */
export class ImageLayout {
  private constructor(readonly folder: string) {}

  /** Makes an empty layout. */
  static async create(folder: string): Promise<ImageLayout> {
    await mkdir(path.join(folder, 'blobs/sha256'), { recursive: true });
    await writeFile(path.join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    return new ImageLayout(folder);
  }

  /** Where a blob of the layout lies. */
  blobFile(digest: string): string {
    return path.join(this.folder, 'blobs', ...digest.split(':'));
  }

  /** Adds an image of these layers, whose content must be in `layer.content` or be in the layout already. */
  async addImage(
    layers: (Layer | Omit<Layer, 'content'>)[],
    architecture: 'amd64' | 'arm64' | 'riscv64' = 'amd64',
  ): Promise<LayoutImage> {
    for (const layer of layers) if ('content' in layer) await this.addBlob(layer.content);
    const config = Buffer.from(
      JSON.stringify({
        architecture,
        os: 'linux',
        config: { Cmd: ['/none'] },
        rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
        history: layers.map(() => ({ created_by: 'the tests of CyberDock' })),
      }),
    );
    await this.addBlob(config);
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.manifest,
        config: describeContent(config, mediaTypes.config),
        layers: layers.map(({ descriptor }) => descriptor),
      }),
    );
    await this.addBlob(manifest);
    return {
      descriptor: {
        ...describeContent(manifest, mediaTypes.manifest),
        platform: { architecture, os: 'linux' },
      },
    };
  }

  /** Adds an index of these images. */
  async addIndex(images: LayoutImage[]): Promise<LayoutImage> {
    const index = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.index,
        manifests: images.map(({ descriptor }) => descriptor),
      }),
    );
    await this.addBlob(index);
    return { descriptor: describeContent(index, mediaTypes.index) };
  }

  /** Names images of the layout: `{v1: image}` makes `oci:FOLDER:v1`. What was named before is not any more. */
  async name(images: Record<string, LayoutImage>): Promise<void> {
    const manifests = Object.entries(images).map(([name, { descriptor }]) => ({
      ...descriptor,
      annotations: { 'org.opencontainers.image.ref.name': name },
    }));
    const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests };
    await writeFile(path.join(this.folder, 'index.json'), JSON.stringify(index));
  }

  private async addBlob(content: Buffer): Promise<void> {
    await writeFile(this.blobFile(digestOf(content)), content);
  }
}

/** A layout with one image of `layerCount` layers that nobody has pushed before, named `v1`. */
export async function uniqueImage(
  folder: string,
  layerCount = 2,
): Promise<{ layout: ImageLayout; digest: string; layers: Layer[] }> {
  const layout = await ImageLayout.create(folder);
  const layers = Array.from({ length: layerCount }, () => uniqueLayer());
  const image = await layout.addImage(layers);
  await layout.name({ v1: image });
  return { layout, digest: image.descriptor.digest, layers };
}

/** A layout with one index of three platforms that nobody has pushed before, named `multi`. */
export async function uniqueIndex(
  folder: string,
): Promise<{ layout: ImageLayout; digest: string; images: LayoutImage[] }> {
  const layout = await ImageLayout.create(folder);
  const shared = uniqueLayer();
  const images: LayoutImage[] = [];
  for (const architecture of ['amd64', 'arm64', 'riscv64'] as const) {
    images.push(await layout.addImage([shared, uniqueLayer()], architecture));
  }
  const index = await layout.addIndex(images);
  await layout.name({ multi: index });
  return { layout, digest: index.descriptor.digest, images };
}

/** The digest that a layout has under a name. @throws when it has no such name. */
export async function digestFromLayout(folder: string, name: string): Promise<string> {
  const text = await readFile(path.join(folder, 'index.json'), 'utf8');
  const { manifests } = JSON.parse(text) as { manifests: Descriptor[] };
  const found = manifests.find(
    ({ annotations }) => annotations?.['org.opencontainers.image.ref.name'] === name,
  );
  if (found === undefined) throw new Error(`${folder} has no ${name}: ${text}`);
  return found.digest;
}
