import { type Answer, type HttpConnection, headerOf, type Outgoing } from './http-connection';
import type { Transfer } from './large-layer';
import { manifestMediaType, type SmallImage } from './small-image';

/** What is pushed as one blob. */
export interface BlobToPush {
  digest: string;
  size: number;
  /** The body of the PATCH, framed for the transfer. */
  body: Buffer | Iterable<Buffer>;
  transfer: Transfer;
}

/**
 * Sends a request and checks its answer's status.
 * @throws if the status is not one of those expected; the message has the request and what came back.
 */
export async function expectStatus(
  connection: HttpConnection,
  outgoing: Outgoing,
  ...expected: number[]
): Promise<Answer> {
  let start = '';
  const onBody = (piece: Buffer) => {
    if (start.length < 300) start += piece.toString('latin1', 0, 300);
    outgoing.onBody?.(piece);
  };
  const answer = await connection.request({ ...outgoing, onBody });
  if (!expected.includes(answer.status)) {
    const { method, path } = outgoing;
    throw new Error(
      `${method} ${path} answered ${answer.status}, not ${expected.join(' or ')}: ${start.trim()}`,
    );
  }
  return answer;
}

/** Pushes one blob as docker does: POST, PATCH with the bytes, PUT with the digest. */
export async function pushBlob(
  connection: HttpConnection,
  repository: string,
  blob: BlobToPush,
): Promise<void> {
  const opened = await expectStatus(
    connection,
    { method: 'POST', path: `/v2/${repository}/blobs/uploads/`, headers: { 'Content-Length': '0' } },
    202,
  );
  const framing = blob.transfer === 'chunked' ? 'Transfer-Encoding' : 'Content-Length';
  const headers: Record<string, string> = { 'Content-Type': 'application/octet-stream' };
  // A body in one buffer gets its length from the connection.
  if (!Buffer.isBuffer(blob.body))
    headers[framing] = blob.transfer === 'chunked' ? 'chunked' : String(blob.size);
  const patched = await expectStatus(
    connection,
    { method: 'PATCH', path: location(opened), headers, body: blob.body },
    202,
  );
  const path = location(patched);
  const query = `${path.includes('?') ? '&' : '?'}digest=${blob.digest}`;
  const done = await expectStatus(
    connection,
    { method: 'PUT', path: path + query, headers: { 'Content-Length': '0' } },
    201,
  );
  const digest = headerOf(done, 'Docker-Content-Digest');
  if (digest !== undefined && digest !== blob.digest) {
    throw new Error(`pushed ${blob.digest}, stored as ${digest}`);
  }
}

/** Pushes an image as skopeo and containerd do: for each blob HEAD and, when absent, an upload; then the manifest. */
export async function pushImage(
  connection: HttpConnection,
  repository: string,
  tag: string,
  image: SmallImage,
): Promise<void> {
  for (const { digest, bytes } of [...image.layers, image.config]) {
    const head = await expectStatus(
      connection,
      { method: 'HEAD', path: `/v2/${repository}/blobs/${digest}` },
      200,
      404,
    );
    if (head.status === 404) {
      await pushBlob(connection, repository, { digest, size: bytes.length, body: bytes, transfer: 'length' });
    }
  }
  await putManifest(connection, repository, tag, image);
}

/** Puts the manifest of an image whose blobs are there. */
async function putManifest(
  connection: HttpConnection,
  repository: string,
  tag: string,
  image: SmallImage,
): Promise<void> {
  const path = `/v2/${repository}/manifests/${tag}`;
  const headers = { 'Content-Type': manifestMediaType };
  await expectStatus(connection, { method: 'PUT', path, headers, body: image.manifest.bytes }, 201);
}

/** Pulls an image: the manifest by tag, then the config and each layer. @throws if a length is not as pushed. */
export async function pullImage(
  connection: HttpConnection,
  repository: string,
  tag: string,
  image: SmallImage,
  authorization?: string,
): Promise<void> {
  const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization };
  const manifest = `/v2/${repository}/manifests/${tag}`;
  await get(connection, manifest, image.manifest.bytes.length, { ...headers, Accept: manifestMediaType });
  for (const { digest, bytes } of [image.config, ...image.layers]) {
    await get(connection, `/v2/${repository}/blobs/${digest}`, bytes.length, { ...headers, Accept: '*/*' });
  }
}

async function get(
  connection: HttpConnection,
  path: string,
  length: number,
  headers: Record<string, string>,
): Promise<void> {
  const answer = await expectStatus(connection, { method: 'GET', path, headers }, 200);
  if (answer.bodyBytes !== length)
    throw new Error(`GET ${path} gave ${answer.bodyBytes} bytes, not ${length}`);
}

/** Where an upload goes on: path and query of `Location`, which may be a whole URL. */
function location(answer: Answer): string {
  const value = headerOf(answer, 'Location');
  if (value === undefined) throw new Error(`an answer ${answer.status} without Location`);
  return value.startsWith('/') ? value : value.replace(/^https?:\/\/[^/]+/, '');
}
