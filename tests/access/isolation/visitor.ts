import { decodeJwt } from 'jose';
import { digestOf } from '../../harness/content';
import type { Answer, HttpClient } from '../../harness/http-client';
import type { Content } from './content';
import type { Asked } from './operations';
import type { World } from './world';

/** An answer without what differs each time: what is left must be the same in both worlds. */
export interface Seen {
  status: number;
  headers: Record<string, unknown>;
  body: unknown;
}

const unknownId = '00000000-0000-4000-8000-000000000000';
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const time = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g;
/** Of the time and of chance. */
const ignored = new Set(['date', 'x-request-id']);
/** Claims of the time, of chance, and of the account, which differs between the worlds. */
const ofChance = ['iat', 'nbf', 'exp', 'jti', 'via', 'gen'];

/** Mallory in one world: sends the same requests as in the other, and writes down what comes. */
export class Visitor {
  /** Paths of upload sessions, in the order in which they were begun. */
  readonly sessions: string[] = [];
  readonly #tokens: string[] = [];
  readonly #ids = new Map<string, string>();
  readonly #http: HttpClient;

  constructor(
    private readonly world: World,
    private readonly prefix: string,
    private readonly content: Content,
  ) {
    this.#http = world.guarded.client();
  }

  /** Sends what an operation stands for. @returns the answers, without what differs each time */
  async ask(asked: Asked): Promise<Seen[]> {
    const { digests, images, blobs } = this.content;
    const digest = (index: number) => digests[index % digests.length] ?? '';
    const blob = (index: number) => blobs[index % blobs.length] ?? Buffer.alloc(0);
    const reference = (given: string | number) => (typeof given === 'string' ? given : digest(given));
    switch (asked.what) {
      case 'manifest': {
        const path = `${this.#path(asked.name)}/manifests/${reference(asked.reference)}`;
        return await this.#send(asked, { method: asked.method, path });
      }
      case 'blob': {
        const path = `${this.#path(asked.name)}/blobs/${digest(asked.digest)}`;
        const headers: Record<string, string> = asked.range ? { Range: 'bytes=0-0' } : {};
        return await this.#send(asked, { method: asked.method, path, headers });
      }
      case 'tags':
        return await this.#send(asked, {
          path: `${this.#path(asked.name)}/tags/list?${this.#page(asked.page)}`,
        });
      case 'referrers': {
        const filter = asked.filter ? '?artifactType=application/vnd.example.signature' : '';
        return await this.#send(asked, {
          path: `${this.#path(asked.name)}/referrers/${digest(asked.digest)}${filter}`,
        });
      }
      case 'catalog':
        return await this.#catalog(asked);
      case 'begin':
        return await this.#send(asked, { method: 'POST', path: `${this.#path(asked.name)}/blobs/uploads/` });
      case 'mount': {
        const from = asked.from === null ? '' : `&from=${encodeURIComponent(this.#name(asked.from))}`;
        const path = `${this.#path(asked.name)}/blobs/uploads/?mount=${digest(asked.digest)}${from}`;
        return await this.#send(asked, { method: 'POST', path });
      }
      case 'push whole': {
        const body = blob(asked.blob);
        const meant = asked.wrong ? blob(asked.blob + 1) : body;
        const path = `${this.#path(asked.name)}/blobs/uploads/?digest=${digestOf(meant)}`;
        return await this.#send(asked, { method: 'POST', path, body });
      }
      case 'push manifest': {
        const { manifest, mediaType } = images[asked.image] ?? { manifest: Buffer.alloc(0), mediaType: '' };
        const path = `${this.#path(asked.name)}/manifests/${reference(asked.reference)}`;
        const headers = { 'Content-Type': mediaType };
        return await this.#send(asked, { method: 'PUT', path, headers, body: manifest });
      }
      case 'delete manifest': {
        const path = `${this.#path(asked.name)}/manifests/${reference(asked.reference)}`;
        return await this.#send(asked, { method: 'DELETE', path });
      }
      case 'delete blob': {
        const path = `${this.#path(asked.name)}/blobs/${digest(asked.digest)}`;
        return await this.#send(asked, { method: 'DELETE', path });
      }
      case 'token':
        return await this.#token(asked);
      default:
        return await this.#upload(asked, blob(asked.blob));
    }
  }

  close(): void {
    this.#http.close();
  }

  async #upload(asked: Extract<Asked, { session: number }>, body: Buffer): Promise<Seen[]> {
    const { sessions } = this;
    const begun =
      sessions[asked.session % sessions.length] ?? `${this.#path('own/app')}/blobs/uploads/${unknownId}`;
    const id = begun.split('/').at(-1);
    const path = asked.name === null ? begun : `${this.#path(asked.name)}/blobs/uploads/${id}`;
    switch (asked.what) {
      case 'append':
        return await this.#send(asked, { method: 'PATCH', path, body });
      case 'finish':
        return await this.#send(asked, { method: 'PUT', path: `${path}?digest=${digestOf(body)}`, body });
      case 'cancel':
        return await this.#send(asked, { method: 'DELETE', path });
      default:
        return await this.#send(asked, { path });
    }
  }

  async #catalog(asked: Extract<Asked, { what: 'catalog' }>): Promise<Seen[]> {
    const seen: Seen[] = [];
    let path: string | undefined = `/v2/_catalog?${this.#page(asked.page)}`;
    while (path !== undefined && seen.length < 30) {
      const [answer] = await this.#send(asked, { path });
      if (!answer) break;
      seen.push(answer);
      path = asked.walk ? /<([^>]+)>/.exec(String(answer.headers.link ?? ''))?.[1] : undefined;
    }
    return seen;
  }

  async #token(asked: Extract<Asked, { what: 'token' }>): Promise<Seen[]> {
    const scopes = asked.scopes.map(([name, actions]) => `repository:${this.#name(name)}:${actions}`);
    if (asked.catalog) scopes.push('registry:catalog:*');
    const query = new URLSearchParams(scopes.map((scope) => ['scope', scope]));
    return await this.#send(asked, { path: `/auth/token?service=cyberdock&${query}` });
  }

  async #send(
    { by }: { by: 'mallory' | 'nobody' | number },
    request: { method?: string; path: string; headers?: Record<string, string>; body?: Buffer },
  ): Promise<Seen[]> {
    const headers: Record<string, string> = { ...request.headers };
    if (by === 'mallory') headers.authorization = this.world.mallory.authorization;
    else if (by !== 'nobody') {
      const token = this.#tokens[by % this.#tokens.length];
      headers.authorization = token === undefined ? this.world.mallory.authorization : `Bearer ${token}`;
    }
    const answer = await this.#http.request({ ...request, headers });
    const location = answer.header('location');
    const isSession = answer.status === 202 && location?.includes('/blobs/uploads/');
    if (isSession && request.method === 'POST' && location) this.sessions.push(location);
    return [this.#withoutChance(answer)];
  }

  #withoutChance(answer: Answer): Seen {
    const plain = (text: string) =>
      text
        .replaceAll(uuid, (id) => {
          if (!this.#ids.has(id)) this.#ids.set(id, `id ${this.#ids.size}`);
          return this.#ids.get(id) ?? '';
        })
        .replaceAll(time, 'a time')
        .replaceAll(`:${this.world.guarded.port}/`, ':PORT/');
    const headers = Object.fromEntries(
      Object.entries(answer.headers)
        .filter(([name]) => !ignored.has(name))
        .map(([name, value]) => [name, plain(String(value))]),
    );
    const text = String(answer.body);
    if (!text.startsWith('{"token"')) return { status: answer.status, headers, body: plain(text) };
    const { token, access_token: _, issued_at: __, ...rest } = JSON.parse(text) as Record<string, unknown>;
    this.#tokens.push(String(token));
    const claims = decodeJwt(String(token));
    for (const name of ofChance) delete claims[name];
    delete headers['content-length'];
    return { status: answer.status, headers, body: { ...rest, claims } };
  }

  #name(form: string): string {
    return form.startsWith('library:')
      ? form.replace('library:', `library/${this.prefix}`)
      : `${this.prefix}${form}`;
  }

  #path(form: string): string {
    return `/v2/${this.#name(form)}`;
  }

  #page({ n, last }: { n?: number; last?: string }): string {
    const query = new URLSearchParams();
    if (n !== undefined) query.set('n', String(n));
    if (last !== undefined) query.set('last', last === '' || last === 'zzz' ? last : this.#name(last));
    return String(query);
  }
}
