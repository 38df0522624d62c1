import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Answer } from '../doctor-client';
import type { Fault } from '../finding';
import { beginUpload, shown, type Visit } from '../visit';

const layerBytesMax = 8 * 1024 ** 2;
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const everyCoding = { 'Accept-Encoding': 'gzip, deflate, br, zstd' };

/** Pushes an image as a client does, and pulls it again: whether what arrives is what was sent, with all its headers. */
export async function* checkPushAndPull(visit: Visit): AsyncGenerator<Fault> {
  const { client, repository, leftovers } = visit;
  // Larger than what got through would only tell again that there is a limit.
  const layer = randomBytes(Math.min(layerBytesMax, Math.max(visit.bodyBytesPassed, 256 * 1024)));
  // Long and regular, so that whoever compresses anything compresses this.
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', doctor: 'x'.repeat(4_000), id: randomUUID() }),
  );
  const manifest = manifestOf(config, layer);
  const [blobPath, manifestPath] = [`/v2/${repository}/blobs/`, `/v2/${repository}/manifests/`];
  // The manifest goes first at the end: it holds the blobs.
  const tag = `doctor-${randomUUID().slice(0, 8)}`;
  leftovers.add(`${manifestPath}${digestOf(manifest)}`);
  for (const content of [layer, config]) {
    leftovers.add(`${blobPath}${digestOf(content)}`);
    const answer = await pushBlob(visit, content);
    if (answer.status !== 201) {
      yield {
        code: 'connection-failed',
        detail: `a blob of ${content.length} bytes is answered with ${shown(answer)}`,
      };
      return;
    }
    yield* missing(answer, 'the PUT of a blob', ['Location', 'Docker-Content-Digest']);
  }
  const put = await client.request({
    method: 'PUT',
    path: `${manifestPath}${tag}`,
    headers: { 'Content-Type': manifestType },
    body: manifest,
  });
  if (put.status !== 201) {
    yield { code: 'connection-failed', detail: `a manifest is answered with ${shown(put)}` };
    return;
  }
  yield* missing(put, 'the PUT of a manifest', ['Location', 'Docker-Content-Digest']);
  visit.layer = { path: `${blobPath}${digestOf(layer)}`, digest: digestOf(layer), bytes: layer.length };
  yield* pull(visit, visit.layer.path, layer, 'a blob');
  yield* pull(visit, `${blobPath}${digestOf(config)}`, config, 'a config');
  yield* pull(visit, `${manifestPath}${tag}`, manifest, 'a manifest');
  yield* part(visit, visit.layer.path, layer);
}

async function pushBlob(visit: Visit, content: Buffer): Promise<Answer> {
  const { path } = await beginUpload(visit);
  const query = `${path.includes('?') ? '&' : '?'}digest=${digestOf(content)}`;
  const answer = await visit.client.request({
    method: 'PUT',
    path: `${path}${query}`,
    headers: { 'Content-Type': 'application/octet-stream' },
    body: content,
  });
  if (answer.status === 201) visit.leftovers.delete(path);
  return answer;
}

async function* pull({ client }: Visit, path: string, content: Buffer, what: string): AsyncGenerator<Fault> {
  const headers = { Accept: `${manifestType}, */*` };
  const head = await client.request({ method: 'HEAD', path, headers });
  const plain = await client.request({ path, headers });
  const coded = await client.request({ path, headers: { ...headers, ...everyCoding } });
  if (head.status !== 200 || plain.status !== 200) {
    const detail = `HEAD and GET of ${what} are answered with ${head.status} and ${plain.status}`;
    yield { code: 'connection-failed', detail };
    return;
  }
  yield* missing(head, `the HEAD of ${what}`, ['Docker-Content-Digest', 'Content-Type']);
  for (const [answer, method] of [[head, 'HEAD'] as const, [plain, 'GET'] as const]) {
    const length = answer.header('content-length');
    if (length === String(content.length)) continue;
    const said =
      length === undefined ? 'no Content-Length' : `the Content-Length ${length} for ${content.length} bytes`;
    yield { code: 'length-lost', detail: `the answer to ${method} of ${what} has ${said}` };
  }
  if (!plain.body.equals(content)) {
    yield { code: 'content-changed', detail: `${what} came back with the digest ${digestOf(plain.body)}` };
  }
  const coding = coded.header('content-encoding');
  if (coding !== undefined && coding !== 'identity') {
    yield { code: 'compression', detail: `${what} comes with Content-Encoding: ${coding}` };
  } else if (plain.body.equals(content) && !coded.body.equals(content)) {
    yield { code: 'content-changed', detail: `${what} comes back changed to who accepts compression` };
  }
}

async function* part({ client }: Visit, path: string, content: Buffer): AsyncGenerator<Fault> {
  const answer = await client.request({ path, headers: { Range: 'bytes=1000-1999' } });
  const range = answer.header('content-range');
  const isRight =
    answer.body.equals(content.subarray(1000, 2000)) && range === `bytes 1000-1999/${content.length}`;
  if (answer.status === 206 && isRight) return;
  const detail = `bytes 1000 to 1999 are answered with ${answer.status}, Content-Range ${range}, ${answer.body.length} bytes`;
  yield { code: 'range-ignored', detail };
}

function* missing(answer: Answer, what: string, names: string[]): Generator<Fault> {
  for (const name of names) {
    if (answer.header(name) === undefined)
      yield { code: 'header-dropped', detail: `the answer to ${what} has no ${name}` };
  }
}

function manifestOf(config: Buffer, layer: Buffer): Buffer {
  const descriptor = (content: Buffer, mediaType: string) => ({
    mediaType,
    digest: digestOf(content),
    size: content.length,
  });
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: descriptor(config, 'application/vnd.oci.image.config.v1+json'),
      layers: [descriptor(layer, 'application/vnd.oci.image.layer.v1.tar')],
      annotations: {
        'org.opencontainers.image.description': 'Pushed by cyberdock doctor; can be deleted. '.repeat(50),
      },
    }),
  );
}

function digestOf(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
