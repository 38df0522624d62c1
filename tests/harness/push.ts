import { digestOf, imageManifest, mediaTypes } from './content';
import { type Answer, HttpClient } from './http-client';

/** An answer whose status is not what a step needs. */
export class UnexpectedAnswer extends Error {
  override name = 'UnexpectedAnswer';

  constructor(
    what: string,
    readonly answer: Answer,
  ) {
    super(`${what}: ${answer.status} ${answer.body.subarray(0, 500)}`);
  }
}

/** Gives the answer back when it has one of these statuses. @throws UnexpectedAnswer otherwise. */
export function expectStatus(what: string, answer: Answer, ...statuses: number[]): Answer {
  if (!statuses.includes(answer.status)) throw new UnexpectedAnswer(what, answer);
  return answer;
}

/** An upload session as a client knows it. */
export interface Session {
  /** The path (and query) of the last `Location`. */
  location: string;
}

/**
 * A small client of one repository of a registry. Methods that return an `Answer` do not judge it; the ones
 * that return something else throw `UnexpectedAnswer`.
 */
export class RepositoryClient {
  readonly http: HttpClient;

  constructor(
    server: number | HttpClient,
    readonly name: string,
  ) {
    this.http = typeof server === 'number' ? new HttpClient(server) : server;
  }

  /** The same repository through another server. */
  at(server: HttpClient): RepositoryClient {
    return new RepositoryClient(server, this.name);
  }

  get path(): string {
    return `/v2/${this.name}`;
  }

  getBlob(digest: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.http.request({ path: `${this.path}/blobs/${digest}`, headers });
  }

  headBlob(digest: string): Promise<Answer> {
    return this.http.request({ method: 'HEAD', path: `${this.path}/blobs/${digest}` });
  }

  deleteBlob(digest: string): Promise<Answer> {
    return this.http.request({ method: 'DELETE', path: `${this.path}/blobs/${digest}` });
  }

  getManifest(reference: string): Promise<Answer> {
    const headers = { Accept: Object.values(mediaTypes).join(', ') };
    return this.http.request({ path: `${this.path}/manifests/${reference}`, headers });
  }

  headManifest(reference: string): Promise<Answer> {
    return this.http.request({ method: 'HEAD', path: `${this.path}/manifests/${reference}` });
  }

  putManifest(
    reference: string,
    body: string | Uint8Array,
    mediaType: string = mediaTypes.manifest,
  ): Promise<Answer> {
    return this.http.request({
      method: 'PUT',
      path: `${this.path}/manifests/${reference}`,
      headers: { 'Content-Type': mediaType },
      body,
    });
  }

  deleteManifest(reference: string): Promise<Answer> {
    return this.http.request({ method: 'DELETE', path: `${this.path}/manifests/${reference}` });
  }

  /** Pushes a blob by POST and one PUT that holds it whole. @returns its digest. */
  async pushBlob(content: string | Uint8Array, digest = digestOf(content)): Promise<string> {
    const session = await this.startUpload();
    expectStatus('PUT of a blob', await this.finishUpload(session, digest, content), 201);
    return digest;
  }

  /** POST of an upload session. */
  async startUpload(): Promise<Session> {
    const answer = await this.http.request({ method: 'POST', path: `${this.path}/blobs/uploads/` });
    expectStatus('POST of an upload session', answer, 202);
    return { location: locationOf(answer) };
  }

  /** POST with the whole blob. */
  pushMonolithic(content: Uint8Array, digest = digestOf(content)): Promise<Answer> {
    return this.http.request({
      method: 'POST',
      path: `${this.path}/blobs/uploads/?digest=${digest}`,
      headers: { 'Content-Type': 'application/octet-stream' },
      body: content,
    });
  }

  /** POST that asks for a blob of another repository. */
  mount(digest: string, from: string): Promise<Answer> {
    return this.http.request({
      method: 'POST',
      path: `${this.path}/blobs/uploads/?mount=${digest}&from=${encodeURIComponent(from)}`,
    });
  }

  /** PATCH of one chunk with its `Content-Range`; follows the `Location` of the answer. */
  async uploadChunk(
    session: Session,
    offset: number,
    content: Uint8Array,
    onSent?: (bytes: number) => void,
  ): Promise<Answer> {
    const answer = await this.http.request({
      method: 'PATCH',
      path: session.location,
      headers: {
        'Content-Type': 'application/octet-stream',
        'Content-Range': `${offset}-${offset + content.length - 1}`,
      },
      body: content,
      onSent,
    });
    if (answer.headers.location !== undefined) session.location = locationOf(answer);
    return answer;
  }

  /** PATCH of a stream without a length, as docker pushes; follows the `Location` of the answer. */
  async uploadStream(
    session: Session,
    content: Uint8Array,
    pieceBytes: number,
    onSent?: (bytes: number) => void,
  ): Promise<Answer> {
    const answer = await this.http.request({
      method: 'PATCH',
      path: session.location,
      body: content,
      pieceBytes,
      onSent,
    });
    if (answer.headers.location !== undefined) session.location = locationOf(answer);
    return answer;
  }

  /** PUT that ends an upload session, with the rest of the content if there is any. */
  finishUpload(session: Session, digest: string, rest?: string | Uint8Array): Promise<Answer> {
    const separator = session.location.includes('?') ? '&' : '?';
    return this.http.request({
      method: 'PUT',
      path: `${session.location}${separator}digest=${encodeURIComponent(digest)}`,
      headers: rest === undefined ? {} : { 'Content-Type': 'application/octet-stream' },
      body: rest,
    });
  }

  /** GET of an upload session. @returns how many bytes it holds, or undefined when it is gone. */
  async uploadedBytes(session: Session): Promise<number | undefined> {
    const answer = await this.http.request({ path: session.location });
    if (answer.status === 404) return undefined;
    expectStatus('GET of an upload session', answer, 204);
    return bytesOfRange(answer);
  }

  cancelUpload(session: Session): Promise<Answer> {
    return this.http.request({ method: 'DELETE', path: session.location });
  }

  /** The tags of the repository; undefined when it is unknown. */
  async tags(): Promise<string[] | undefined> {
    const answer = await this.http.request({ path: `${this.path}/tags/list` });
    if (answer.status === 404) return undefined;
    expectStatus('GET of the tags', answer, 200);
    return (JSON.parse(String(answer.body)) as { tags: string[] }).tags;
  }

  /** The digests of the manifests that refer to this one. */
  async referrers(digest: string): Promise<string[]> {
    const answer = await this.http.request({ path: `${this.path}/referrers/${digest}` });
    expectStatus('GET of the referrers', answer, 200);
    return (JSON.parse(String(answer.body)) as { manifests: { digest: string }[] }).manifests.map(
      (descriptor) => descriptor.digest,
    );
  }

  /** Pushes an image of these layers with this tag. @returns the manifest. */
  async pushImage(
    tag: string,
    layers: Uint8Array[],
    more: Record<string, unknown> = {},
  ): Promise<{ digest: string; manifest: Buffer }> {
    const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', created: tag }));
    for (const blob of [config, ...layers]) await this.pushBlob(blob);
    const manifest = imageManifest(config, layers, more);
    expectStatus('PUT of a manifest', await this.putManifest(tag, manifest), 201);
    return { digest: digestOf(manifest), manifest };
  }
}

/** The repositories that the catalog lists, all pages. */
export async function catalog(http: HttpClient): Promise<string[]> {
  const names: string[] = [];
  let path: string | undefined = '/v2/_catalog';
  while (path !== undefined) {
    const answer: Answer = expectStatus('GET of the catalog', await http.request({ path }), 200);
    names.push(...(JSON.parse(String(answer.body)) as { repositories: string[] }).repositories);
    path = /<([^>]+)>;\s*rel="?next"?/.exec(String(answer.headers.link ?? ''))?.[1];
  }
  return names;
}

/** The path of the `Location` of an answer. @throws when there is none. */
export function locationOf(answer: Answer): string {
  const location = answer.headers.location;
  if (location === undefined) throw new UnexpectedAnswer('an answer without Location', answer);
  return location.replace(/^https?:\/\/[^/]+/, '');
}

/** How many bytes the `Range: 0-<last>` of an upload session says are held; an empty one says `0-0` or nothing. */
export function bytesOfRange(answer: Answer): number {
  const last = /^0-(\d+)$/.exec(String(answer.headers.range ?? ''))?.[1];
  return last === undefined || last === '0' ? 0 : Number(last) + 1;
}
