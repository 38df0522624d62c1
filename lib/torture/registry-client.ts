import type { Cluster } from './cluster';
import { Broken, type FailureKind } from './failures';
import type { Answer } from './http-client';
import { types } from './images';
import type { RepositoryModel } from './model';
import type { Random } from './random';
import type { Tally } from './tally';

/** How often a request is sent again that was refused because another one works on the same thing. */
const busyMax = 5;

/** Speaks to the registry about one repository, notes what was said, and judges what no answer may be. */
export class RegistryClient {
  constructor(
    readonly cluster: Cluster,
    readonly tally: Tally,
    readonly model: RepositoryModel,
    readonly random: Random,
  ) {}

  /** Notes a failure, with what happened to these objects. @throws Broken */
  fail(kind: FailureKind, what: string, ...about: string[]): never {
    const events = this.model.events.about(...about);
    this.tally.fail({ kind, repository: this.model.name, what, events });
    throw new Broken(what);
  }

  /** Fails unless the answer has one of these statuses. */
  expect(what: string, answer: Answer, ...statuses: number[]): Answer {
    if (!statuses.includes(answer.status))
      this.fail('unexpected answer', `${what}: ${answer.status} ${answer.body.subarray(0, 300)}`, what);
    return answer;
  }

  /** One request; `path` begins after the repository's name. */
  async ask(kind: string, method: string, path: string, more: AskMore = {}): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      const answer = await this.#once(kind, method, path, more);
      if (answer.status !== 429 || tries === busyMax) return answer;
    }
  }

  async #once(kind: string, method: string, path: string, more: AskMore): Promise<Answer> {
    const target = path.startsWith('/v2/') ? path : `/v2/${this.model.name}${path}`;
    const { events } = this.model;
    try {
      const answer = await this.cluster.ask(kind, { method, path: target, ...more });
      events.add(`${method} ${target.slice(0, 300)} -> ${answer.status}`);
      if (answer.status >= 500)
        this.fail(
          'unexpected answer',
          `${method} ${target} -> ${answer.status} ${answer.body.subarray(0, 300)}`,
          path,
        );
      return answer;
    } catch (error) {
      if (error instanceof Broken) throw error;
      events.add(`${method} ${target.slice(0, 300)} -> ${(error as Error).name}`);
      if ((error as Error).name === 'CutByLiving')
        this.fail('connection cut', `${(error as Error).message}: ${(error as Error).cause}`, path);
      throw error;
    }
  }

  headBlob(digest: string): Promise<Answer> {
    return this.ask('HEAD blob', 'HEAD', `/blobs/${digest}`);
  }

  getBlob(digest: string): Promise<Answer> {
    return this.ask('GET blob', 'GET', `/blobs/${digest}`);
  }

  deleteBlob(digest: string): Promise<Answer> {
    return this.ask('DELETE blob', 'DELETE', `/blobs/${digest}`);
  }

  getManifest(reference: string): Promise<Answer> {
    const accept = `${types.manifest}, ${types.index}`;
    return this.ask('GET manifest', 'GET', `/manifests/${reference}`, { accept });
  }

  putManifest(reference: string, body: Buffer, type: string): Promise<Answer> {
    return this.ask('PUT manifest', 'PUT', `/manifests/${reference}`, { type, body });
  }

  deleteManifest(reference: string): Promise<Answer> {
    const kind = reference.includes(':') ? 'DELETE manifest' : 'DELETE tag';
    return this.ask(kind, 'DELETE', `/manifests/${reference}`);
  }

  /** The digests that refer to this one. */
  async referrers(digest: string): Promise<string[]> {
    const answer = await this.ask('GET referrers', 'GET', `/referrers/${digest}`);
    this.expect('referrers', answer, 200);
    const { manifests } = JSON.parse(String(answer.body)) as { manifests: { digest: string }[] };
    return manifests.map((descriptor) => descriptor.digest);
  }

  /** The tags of the repository; none when it is unknown. */
  async tags(): Promise<string[]> {
    const answer = this.expect('tags/list', await this.ask('GET tags', 'GET', '/tags/list?n=1000'), 200, 404);
    return answer.status === 404 ? [] : (JSON.parse(String(answer.body)) as { tags: string[] }).tags;
  }

  /** All repositories that hold a manifest. */
  async catalog(): Promise<string[]> {
    const answer = await this.ask('GET catalog', 'GET', '/v2/_catalog?n=1000');
    this.expect('catalog', answer, 200);
    return (JSON.parse(String(answer.body)) as { repositories: string[] }).repositories;
  }

  /** Pushes a blob in a random one of the ways that clients use. */
  async pushBlob(digest: string, content: Buffer): Promise<void> {
    const way = this.random.integer(0, 3);
    const push = (
      kind: string,
      method: string,
      path: string,
      body?: Buffer,
      more: Pick<AskMore, 'isStream' | 'range'> = {},
    ) => this.ask(kind, method, path, { type: types.bytes, body, ...more });
    if (way === 0) {
      const path = `/blobs/uploads/?digest=${digest}`;
      this.expect(digest, await push('POST whole blob', 'POST', path, content), 201);
      return;
    }
    const begun = await this.ask('POST upload', 'POST', '/blobs/uploads/');
    let session = locationOf(this.expect(digest, begun, 202));
    const cut = way === 1 ? 0 : this.random.integer(2, content.length - 1);
    if (way === 2) {
      const range = `0-${cut - 1}`;
      const sent = await push('PATCH chunk', 'PATCH', session, content.subarray(0, cut), { range });
      session = locationOf(this.expect(digest, sent, 202));
    } else if (way === 3) {
      const sent = await push('PATCH stream', 'PATCH', session, content.subarray(0, cut), { isStream: true });
      session = locationOf(this.expect(digest, sent, 202));
    }
    const end = `${session}${session.includes('?') ? '&' : '?'}digest=${digest}`;
    this.expect(digest, await push('PUT blob', 'PUT', end, content.subarray(cut)), 201);
  }

  /** Asks for a blob of another repository. @returns whether it was mounted */
  async mount(digest: string, from: string): Promise<boolean> {
    const path = `/blobs/uploads/?mount=${digest}&from=${encodeURIComponent(from)}`;
    const answer = this.expect(digest, await this.ask('POST mount', 'POST', path), 201, 202);
    if (answer.status === 202)
      this.expect(digest, await this.ask('DELETE upload', 'DELETE', locationOf(answer)), 204);
    return answer.status === 201;
  }
}

interface AskMore {
  type?: string;
  accept?: string;
  range?: string;
  body?: Buffer;
  isStream?: boolean;
}

function locationOf(answer: Answer): string {
  return (answer.header('location') ?? '').replace(/^https?:\/\/[^/]+/, '');
}
