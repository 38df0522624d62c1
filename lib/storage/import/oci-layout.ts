import { createReadStream } from 'node:fs';
import path from 'node:path';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { type Descriptor, descriptorSchema } from '@/lib/oci/descriptor';
import { algorithmOf, type Digest, hexOf, isDigest } from '@/lib/oci/digest';
import type { FileSystemDriver } from '../driver';
import type { StoragePaths } from '../paths';
import type { Processes } from '../processes';
import { RefusedFolder } from '../snapshot/backup-folder';

/** An OCI image layout (image-spec, image-layout.md): a folder, or a tar archive of one. */
export interface OciLayout {
  /** What `index.json` lists. */
  entries: Descriptor[];
  fileOf: (digest: Digest) => string | undefined;
  /** Whether the files are this process's own, made for the import. */
  isOwn: boolean;
  /** Removes what was made to read it. */
  close: () => Promise<void>;
}

interface LayoutParts {
  driver: FileSystemDriver;
  paths: StoragePaths;
  processes: Processes;
}

const layoutSchema = z.object({ imageLayoutVersion: z.string() });
const indexSchema = z.object({ manifests: z.array(descriptorSchema) });
const documentBytesMax = 64 * 1024 * 1024;

/**
 * Opens a layout. The blobs of an archive are unpacked to temporary files, which take its size on the disk.
 * @throws RefusedFolder when it is none
 */
export async function openOciLayout(parts: LayoutParts, place: string): Promise<OciLayout> {
  const stat = await parts.driver.stat(path.resolve(place));
  if (stat?.isFile) return await openArchive(parts, path.resolve(place));
  const read = async (name: string) =>
    (await parts.driver.read(path.join(path.resolve(place), name), documentBytesMax))?.bytes;
  const entries = entriesOf(place, await read('oci-layout'), await read('index.json'));
  const fileOf = (digest: Digest) =>
    path.join(path.resolve(place), 'blobs', algorithmOf(digest), hexOf(digest));
  return { entries, fileOf, isOwn: false, close: async () => undefined };
}

async function openArchive(parts: LayoutParts, file: string): Promise<OciLayout> {
  const { driver } = parts;
  const unpacked = new Map<string, string>();
  const documents = new Map<string, Buffer>();
  const close = async () => {
    for (const temporary of unpacked.values()) await driver.remove(temporary);
    unpacked.clear();
  };
  try {
    const archive = extract();
    const reading = createReadStream(file);
    reading.on('error', (error) => archive.destroy(error)).pipe(archive);
    for await (const entry of archive) {
      const name = path.posix.normalize(entry.header.name);
      const digest = name.startsWith('blobs/') ? name.slice('blobs/'.length).replace('/', ':') : undefined;
      if (entry.header.type === 'file' && digest !== undefined && isDigest(digest) && !unpacked.has(digest)) {
        unpacked.set(digest, await unpack(parts, entry as AsyncIterable<Buffer>));
      } else if (name === 'oci-layout' || name === 'index.json') {
        documents.set(name, await collect(entry as AsyncIterable<Buffer>));
      } else entry.resume();
    }
    const entries = entriesOf(file, documents.get('oci-layout'), documents.get('index.json'));
    return { entries, fileOf: (digest) => unpacked.get(digest), isOwn: true, close };
  } catch (error) {
    await close();
    if (error instanceof Error && /tar|end of data/i.test(error.message)) {
      throw new RefusedFolder(
        `${file} is not a whole tar archive (${error.message}): unpack it if it is compressed`,
      );
    }
    throw error;
  }
}

async function unpack(
  { driver, paths, processes }: LayoutParts,
  content: AsyncIterable<Buffer>,
): Promise<string> {
  const file = paths.temporaryFile(processes.id);
  const handle = await driver.openToWrite(file, { create: true });
  if (!handle) throw new Error(`the folder of ${file} was removed`);
  try {
    for await (const chunk of content) await handle.appendFile(chunk);
    return file;
  } catch (error) {
    await driver.remove(file);
    throw error;
  } finally {
    await handle.close();
  }
}

async function collect(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > documentBytesMax) throw new RefusedFolder('the index.json of the archive is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function entriesOf(place: string, layout: Buffer | undefined, index: Buffer | undefined): Descriptor[] {
  if (!layout || !index) {
    const lacking = layout ? 'index.json' : 'oci-layout';
    throw new RefusedFolder(`${place} is not an OCI image layout: it has no file ${lacking}`);
  }
  const { imageLayoutVersion } = parsed(place, 'oci-layout', layout, layoutSchema);
  if (!imageLayoutVersion.startsWith('1.')) {
    throw new RefusedFolder(`${place} has the layout version ${imageLayoutVersion}: only 1 is supported`);
  }
  return parsed(place, 'index.json', index, indexSchema).manifests;
}

function parsed<T>(place: string, name: string, bytes: Buffer, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw new RefusedFolder(`${place} is not an OCI image layout: its ${name} can't be read`, { cause });
  }
}
