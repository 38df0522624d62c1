import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type FileEntry, fileContent, filesAnswer } from '../../lib/dashboard/files/file-contracts';
import { type TestEntry, tarOf } from '../../lib/layers/testing/tar-builder';
import { digestOf, imageManifest } from '../harness/content';
import { HttpClient } from '../harness/http-client';
import { expectStatus } from '../harness/push';
import { describeClients, installedClient } from './client';
import { isCyberDock, registry, repository } from './registry';
import { run } from './run';
import { useScratch } from './scratch';

const umoci = installedClient('umoci');
const skopeo = installedClient('skopeo');
const images = 40;

describeClients('umoci', [umoci, skopeo], () => {
  const scratch = useScratch();
  const http = new HttpClient(registry.port);
  const api = '/api/v1/repositories/umoci~files/manifests';

  async function ask(target: string): Promise<unknown> {
    const answer = await http.request({ path: target });
    if (answer.status !== 200) throw new Error(`${target}: ${answer.status} ${answer.body}`);
    return JSON.parse(String(answer.body));
  }

  /** What the API lists of an image, a line for each file that is there in the end. */
  async function listed(digest: string): Promise<string[]> {
    const lines: string[] = [];
    const folders = [''];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const target = `${api}/${digest}/files?path=${encodeURIComponent(folder)}`;
      await expect.poll(async () => filesAnswer.parse(await ask(target)).state).toBe('ready');
      const answer = filesAnswer.parse(await ask(target));
      if (answer.state !== 'ready') throw new Error('it was ready before');
      for (const entry of answer.entries) {
        if (entry.hiddenBy !== null) continue;
        lines.push(`${entry.path} ${await lineOf(digest, entry)}`);
        if (entry.kind === 'folder') folders.push(entry.path);
      }
    }
    return lines.sort();
  }

  async function lineOf(
    digest: string,
    { kind, linkTarget, mode, layer, entry }: FileEntry,
  ): Promise<string> {
    if (kind === 'folder') return 'folder';
    if (kind === 'symbolic-link') return `-> ${linkTarget}`;
    const target = `${api}/${digest}/files/content?layer=${layer?.digest}&entry=${entry}`;
    // Ten a second are allowed.
    let content = await http.request({ path: target });
    await expect
      .poll(
        async () => {
          if (content.status === 429) content = await http.request({ path: target });
          return content.status;
        },
        { timeout: 10_000 },
      )
      .toBe(200);
    return `${mode?.toString(8)} ${fileContent.parse(JSON.parse(String(content.body))).text}`;
  }

  /** Pushes an image of these layers. @returns its digest */
  async function push(layers: Buffer[]): Promise<string> {
    const rootfs = { type: 'layers', diff_ids: layers.map((layer) => digestOf(layer)) };
    const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, rootfs }));
    const client = repository('umoci/files');
    for (const blob of [config, ...layers]) await client.pushBlob(blob);
    const manifest = imageManifest(config, layers);
    expectStatus('PUT of a manifest', await client.putManifest(digestOf(manifest), manifest), 201);
    return digestOf(manifest);
  }

  it.runIf(isCyberDock)(
    'unpacks images to the files that the dashboard lists of them',
    async () => {
      const random = numbers(7);
      let compared = 0;
      for (let at = 0; at < images; at++) {
        const digest = await push(anyLayers(random).map(tarOf));
        const layout = scratch.file(`layout-${at}`);
        const from = `docker://${registry.host}/umoci/files@${digest}`;
        await run(skopeo.program, ['copy', '--quiet', '--src-tls-verify=false', from, `oci:${layout}:v1`]);
        const rootfs = scratch.file(`rootfs-${at}`);
        const unpacking = ['raw', 'unpack', '--rootless', '--image', `${layout}:v1`, rootfs];
        // It refuses what has something below a file, which is listed all the same.
        const isUnpacked = await run(umoci.program, unpacking).then(
          () => true,
          (error: Error) => {
            if (/not a directory|too many levels|no such file/.test(error.message)) return false;
            throw error;
          },
        );
        const ours = await listed(digest);
        if (!isUnpacked) continue;
        compared += 1;
        expect(ours, `image ${at}`).toEqual(linesBelow(rootfs));
      }
      expect(compared).toBeGreaterThan(images / 2);
    },
    300_000,
  );
});

/** What lies in a folder, a line each as `listed` makes them. */
function linesBelow(folder: string): string[] {
  const look = (below: string): string[] =>
    readdirSync(path.join(folder, below)).flatMap((name) => {
      const place = path.posix.join(below, name);
      const file = path.join(folder, place);
      const stats = lstatSync(file);
      if (stats.isDirectory()) return [`${place} folder`, ...look(place)];
      if (stats.isSymbolicLink()) return [`${place} -> ${readlinkSync(file)}`];
      return [`${place} ${(stats.mode & 0o7777).toString(8)} ${readFileSync(file, 'utf8')}`];
    });
  return look('').sort();
}

/** Numbers that come in the same order each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** Layers with few names, so that they get in each other's way: files, folders, links, whiteouts. */
function anyLayers(random: (below: number) => number): TestEntry[][] {
  const pick = <T>(...all: T[]) => all[random(all.length)] as T;
  return Array.from({ length: 1 + random(4) }, () => {
    const entries = new Map<string, TestEntry>();
    for (let count = 2 + random(8); count > 0; count--) {
      const folders = Array.from({ length: random(3) }, () => pick('a', 'b', 'c', 'l'));
      // Mostly, what has something below it is a folder, or a link to one.
      const base = random(8) === 0 ? pick('a', 'b', 'c') : pick('f', 'g', 'h');
      const name = [...folders, base].join('/');
      const folder = [...folders, pick('a', 'b', 'c')].join('/');
      const entry = pick<TestEntry>(
        { name, content: `text ${random(100)}`, mode: pick(0o644, 0o600, 0o755) },
        { name, content: `text ${random(100)}` },
        { name: `${folder}/`, type: '5', mode: 0o755 },
        { name: [...folders, 'l'].join('/'), type: '2', link: pick('a', '/b', '../c', '../../../a/b') },
        { name: [...folders, `.wh.${pick('a', 'b', 'f', 'g', 'l')}`].join('/') },
        { name: `${folder}/.wh..wh..opq` },
      );
      entries.set(entry.name.replace(/\/$/, ''), entry);
    }
    return [...entries.values()];
  });
}
