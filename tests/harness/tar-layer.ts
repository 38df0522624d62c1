import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { describeContent, digestOf, imageManifest, mediaTypes } from './content';
import { expectStatus, type RepositoryClient } from './push';

/** What stands in a layer under a name; a text alone is the content of a file. */
export type LayerEntry = string | (Partial<Header> & { content?: string | Buffer });

/** A layer to push: its entries by their names, or bytes that are as they are, and what made it. */
export interface LayerRecipe {
  entries?: Readonly<Record<string, LayerEntry>>;
  bytes?: Buffer;
  command?: string;
  /** Of the descriptor; of a tar with gzip when absent. */
  mediaType?: string;
  /** Whether the manifest names it although it is not pushed. */
  isAbsent?: true;
}

const modified = new Date('2026-11-20T09:30:00Z');

/** A tar of these entries, in this order: a name that ends in `/` is a folder. */
export async function tarOf(entries: Readonly<Record<string, LayerEntry>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, entry] of Object.entries(entries)) {
    const { content = '', ...headers } = typeof entry === 'string' ? { content: entry } : entry;
    const type = name.endsWith('/') ? 'directory' : 'file';
    const mode = type === 'directory' ? 0o755 : 0o644;
    const whole = { name, mtime: modified, type, mode, ...headers } as const;
    if (whole.type === 'file') archive.entry(whole, content);
    else archive.entry(whole);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Pushes an image of layers that are file systems, with the history that names what made each. @returns digests */
export async function pushLayers(
  client: RepositoryClient,
  tag: string,
  recipes: readonly LayerRecipe[],
): Promise<{ digest: string; layers: string[] }> {
  const layers: { blob: Buffer; mediaType: string }[] = [];
  for (const { entries = {}, bytes, mediaType = `${mediaTypes.layer}+gzip`, isAbsent } of recipes) {
    const blob = bytes ?? gzipSync(await tarOf(entries));
    if (!isAbsent) await client.pushBlob(blob);
    layers.push({ blob, mediaType });
  }
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    created: modified.toISOString(),
    config: { Cmd: ['/usr/bin/serve'] },
    rootfs: { type: 'layers', diff_ids: layers.map(({ blob }) => digestOf(blob)) },
    history: recipes.map(({ command = 'COPY . /' }) => ({ created_by: command })),
  });
  await client.pushBlob(config);
  const manifest = imageManifest(config, [], {
    layers: layers.map(({ blob, mediaType }) => describeContent(blob, mediaType)),
  });
  expectStatus('PUT of a manifest', await client.putManifest(tag, manifest), 201);
  return { digest: digestOf(manifest), layers: layers.map(({ blob }) => digestOf(blob)) };
}
