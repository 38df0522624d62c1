import { createCipheriv, createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeClients, installedClient } from './client';
import { digestFromLayout, ImageLayout, type Layer } from './images';
import { digestBehind, registry, repository } from './registry';
import { run } from './run';
import { useScratch } from './scratch';
import { tarEnd, tarHeader, tarPadding } from './tar';

const skopeo = installedClient('skopeo');
const twoGiB = 2 * 1024 ** 3;

describeClients('a layer of 2 GiB', [skopeo], () => {
  const scratch = useScratch();

  it('is pulled by skopeo as skopeo pushed it, byte for byte', async () => {
    const layout = await ImageLayout.create(scratch.file('push'));
    const layer = await addLargeLayer(layout, twoGiB);
    const image = await layout.addImage([layer]);
    await layout.name({ v1: image });
    const target = `docker://${registry.host}/large/image:v1`;
    // Without --preserve-digests skopeo would compress the layer.
    const options = ['--quiet', '--preserve-digests', '--src-tls-verify=false', '--dest-tls-verify=false'];
    await run(skopeo.program, ['copy', ...options, `oci:${layout.folder}:v1`, target]);
    expect(await digestBehind('large/image', 'v1')).toBe(image.descriptor.digest);
    const head = await repository('large/image').headBlob(layer.descriptor.digest);
    expect(head.header('content-length')).toBe(String(layer.descriptor.size));
    await rm(layout.folder, { recursive: true });

    const pulled = scratch.file('pull');
    await run(skopeo.program, ['copy', ...options, target, `oci:${pulled}:v1`]);
    expect(await digestFromLayout(pulled, 'v1')).toBe(image.descriptor.digest);
    const file = path.join(pulled, 'blobs', ...layer.descriptor.digest.split(':'));
    expect((await stat(file)).size).toBe(layer.descriptor.size);
    expect(await digestOfFile(file)).toBe(layer.descriptor.digest);
  });
});

/** Writes an uncompressed layer of one file of this size, whose every block is different, into a layout. */
async function addLargeLayer(layout: ImageLayout, bytes: number): Promise<Omit<Layer, 'content'>> {
  const hash = createHash('sha256');
  const temporary = path.join(layout.folder, 'layer');
  const file = await open(temporary, 'w');
  let size = 0;
  const write = async (part: Buffer) => {
    hash.update(part);
    size += part.length;
    await file.writeFile(part);
  };
  try {
    await write(tarHeader('large', bytes));
    // A cipher is the quickest source of bytes that never repeat; a fixed key makes them the same in every run.
    const source = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16));
    const zeros = Buffer.alloc(4 << 20);
    for (let written = 0; written < bytes; written += zeros.length) {
      await write(source.update(zeros.subarray(0, Math.min(zeros.length, bytes - written))));
    }
    await write(Buffer.alloc(tarPadding(bytes)));
    await write(tarEnd);
  } finally {
    await file.close();
  }
  const digest = `sha256:${hash.digest('hex')}`;
  await rename(temporary, layout.blobFile(digest));
  return {
    descriptor: { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size },
    diffId: digest,
  };
}

async function digestOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file, { highWaterMark: 4 << 20 })) hash.update(part as Buffer);
  return `sha256:${hash.digest('hex')}`;
}
