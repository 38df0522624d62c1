import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { type FileEntry, type FilesAnswer, filesAnswer } from '@/lib/dashboard/files/file-contracts';
import { type TestEntry, tarOf } from '@/lib/layers/testing/tar-builder';
import { type Digest, digestOf } from '@/lib/oci/digest';
import { mediaTypes } from '@/lib/oci/media-types';
import type { RepositoryName } from '@/lib/oci/repository-name';
import { pushBlob, pushManifest, repositoryOf } from '@/lib/storage/testing/open-storage';
import { type ApiServer, password, startApiServer } from './api-server';
import { addPeople } from './people';

export const tarGzip = 'application/vnd.oci.image.layer.v1.tar+gzip';
/** What alice may pull, and what she may not. */
export const app = repositoryOf('team/app');
export const secret = repositoryOf('team/secret');

export const file = (name: string, content = 'x', more: Partial<TestEntry> = {}): TestEntry => ({
  name,
  content,
  ...more,
});

/** The layers of the image: what the second one hides of the first, links, and names that are none. */
export const base = gzipSync(
  tarOf([
    { name: 'etc/', type: '5', mode: 0o755 },
    file('etc/hosts', '127.0.0.1 localhost\n'),
    file('etc/old', 'o'.repeat(100)),
    file('bin/tool', '\x7fELF\0\x01', { mode: 0o755, owner: 'app' }),
    { name: 'bin/alias', type: '1', link: 'bin/tool' },
    { name: 'bin/sh', type: '2', link: '/bin/tool' },
    // A character that turns the direction of writing, as bytes.
    file('name\xe2\x80\xae', 'turned'),
    file('../../up', 'flagged'),
    file('page.html', '<script>alert(1)</script>'),
  ]),
);
export const upper = gzipSync(
  tarOf([file('etc/.wh.old', ''), file('etc/hosts', 'changed\n'), file('new', 'n'.repeat(50))]),
);
export interface TestLayer {
  bytes: Buffer;
  mediaType?: string;
  annotations?: Record<string, string>;
  /** Whether the repository gets it. */
  isPushed?: boolean;
}

/** Pushes an image of these layers. @returns the digests of the manifest and the layers */
export async function pushLayers(
  api: ApiServer,
  repository: RepositoryName,
  layers: TestLayer[],
  ...tags: string[]
) {
  const store = api.server.content;
  const config = await pushBlob(store, repository, '{"architecture":"amd64","os":"linux"}');
  const named: object[] = [];
  const pushed: Digest[] = [];
  for (const { bytes, mediaType = tarGzip, annotations, isPushed = true } of layers) {
    const digest = digestOf(bytes);
    if (isPushed) await pushBlob(store, repository, bytes);
    pushed.push(digest);
    named.push({ mediaType, digest, size: bytes.length, ...(annotations && { annotations }) });
  }
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, digest: config, size: 37 },
    layers: named,
  };
  return { manifest: await pushManifest(store, repository, document, ...tags), layers: pushed, config };
}

/** The API with an image in `team/app`, and how tests ask for its files. */
export class FileServer {
  readonly api: ApiServer;
  /** Of the image, its layers and its config. */
  readonly digests: Record<'image' | 'base' | 'upper' | 'config', string>;

  private constructor(api: ApiServer, digests: FileServer['digests']) {
    this.api = api;
    this.digests = digests;
  }

  static async start(): Promise<FileServer> {
    const api = await startApiServer({
      CYBERDOCK_AUTH_MODE: 'accounts',
      CYBERDOCK_ACCESS_RULES: JSON.stringify([
        { subjects: ['user:alice'], repositories: ['team/app'], actions: ['pull'] },
      ]),
    });
    addPeople(api.server);
    const { manifest, layers, config } = await pushLayers(
      api,
      app,
      [{ bytes: base }, { bytes: upper }],
      'v1',
    );
    const [lower = '', higher = ''] = layers;
    return new FileServer(api, { image: manifest, base: lower, upper: higher, config });
  }

  push(repository: RepositoryName, layers: TestLayer[], ...tags: string[]) {
    return pushLayers(this.api, repository, layers, ...tags);
  }

  pathOf(manifest: string, rest: string, repository = 'team~app'): string {
    return `/api/v1/repositories/${repository}/manifests/${manifest}/${rest}`;
  }

  /** Asks until all layers were read. */
  async files(manifest: string, query = '', as = 'alice'): Promise<FilesAnswer> {
    let answer: FilesAnswer | undefined;
    await expect
      .poll(async () => {
        const { status, json, text } = await this.api.ask(this.pathOf(manifest, `files${query}`), { as });
        expect(status, text).toBe(200);
        answer = filesAnswer.parse(json);
        return answer.state;
      })
      .not.toBe('indexing');
    return answer as FilesAnswer;
  }

  async ready(manifest: string, query = '') {
    const answer = await this.files(manifest, query);
    if (answer.state !== 'ready') throw new Error(`it is ${JSON.stringify(answer)}`);
    return answer;
  }

  /** An answer about a manifest with its bytes and headers. */
  async download(rest: string, headers: Record<string, string> = {}, manifest: string = this.digests.image) {
    const answer = await fetch(`http://127.0.0.1:${this.api.port}${this.pathOf(manifest, rest)}`, {
      headers: { Authorization: `Basic ${btoa(`alice:${password}`)}`, ...headers },
    });
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
  }

  async entryIn(folder: string, name: string): Promise<FileEntry> {
    const query = new URLSearchParams({ path: folder });
    const found = (await this.ready(this.digests.image, `?${query}`)).entries.find(
      (one) => one.name === name,
    );
    if (!found) throw new Error(`${name} is not listed`);
    return found;
  }
}

/** Which entry of which layer. */
export const queryOf = ({ layer, entry }: FileEntry): string => `layer=${layer?.digest}&entry=${entry}`;
