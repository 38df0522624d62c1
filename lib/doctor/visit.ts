import type { Answer, Ask, DoctorClient } from './doctor-client';
import type { Fault } from './finding';

/** What the checks share, and what they learn for those after them. */
export interface Visit {
  /** The address under test. */
  url: URL;
  /** The repository in which things are pushed. */
  repository: string;
  client: DoctorClient;
  credentials: Credentials | undefined;
  /** Certificates in PEM that are trusted; those of Node when absent. */
  authorities: string[] | undefined;
  /** The largest body that is tried. */
  bodyBytesMax: number;
  /** How long a transfer pauses, to see whether that ends it. */
  pauseMs: number;
  /** How long what was sent may take to show on the other side. */
  observeMs: number;
  /** How long nothing may happen on a connection. */
  patienceMs: number;
  signal: AbortSignal;
  /** The largest body that got through. */
  bodyBytesPassed: number;
  /** Where a challenge sends clients for a token. */
  realm: URL | undefined;
  /** A layer that was pushed whole. */
  layer: { path: string; digest: string; bytes: number } | undefined;
  /** What is to be taken away at the end: paths that are deleted. */
  leftovers: Set<string>;
}

/** A user's name and password. */
export interface Credentials {
  user: string;
  password: string;
}

/** A check tells what it finds as it finds it. */
export type Check = (visit: Visit) => AsyncGenerator<Fault>;

/** Thrown by a check that has told why nothing after it makes sense. */
export class CannotGoOn extends Error {
  override readonly name = 'CannotGoOn';
}

/** An answer that CyberDock itself gave, not something in front of it. */
export function isOurs(answer: Pick<Answer, 'header' | 'body'>): boolean {
  return errorOf(answer) !== undefined;
}

/** The first error of an answer of the distribution API, as `DENIED: why`; `undefined` when it is no such answer. */
export function errorOf({ body }: Pick<Answer, 'body'>): string | undefined {
  try {
    const { errors } = JSON.parse(String(body)) as { errors?: { code?: unknown; message?: unknown }[] };
    const [first] = errors ?? [];
    return typeof first?.code === 'string' ? `${first.code}: ${first.message}` : undefined;
  } catch {
    return undefined; // Proxies answer with HTML.
  }
}

/** What was answered, for a person: `413, "<html>…"`. */
export function shown(answer: Pick<Answer, 'status' | 'body'>): string {
  const text = String(answer.body).replaceAll(/\s+/g, ' ').trim();
  const said = errorOf(answer) ?? (text === '' ? undefined : JSON.stringify(text.slice(0, 120)));
  return said === undefined ? String(answer.status) : `${answer.status}, ${said}`;
}

/** Begins an upload, which is cancelled at the end. @throws UploadRefused */
export async function beginUpload({
  client,
  repository,
  leftovers,
}: Visit): Promise<Answer & { path: string }> {
  const ask: Ask = { method: 'POST', path: `/v2/${repository}/blobs/uploads/` };
  const answer = await client.request(ask);
  const location = answer.header('location');
  if (answer.status !== 202 || location === undefined) throw new UploadRefused(answer);
  const { pathname, search } = new URL(location, client.origin);
  leftovers.add(`${pathname}${search}`);
  return { ...answer, path: `${pathname}${search}` };
}

/** No upload can be begun. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';

  constructor(readonly answer: Answer) {
    super(`POST of an upload was answered with ${shown(answer)}`);
  }
}

/** How many bytes an upload has, as an answer about it says; `undefined` when it does not. */
export function uploadedBytes({ header }: Pick<Answer, 'header'>): number | undefined {
  const last = /^(?:bytes=)?0-(\d+)$/.exec(header('range') ?? '')?.[1];
  if (last === undefined) return undefined;
  return last === '0' ? 0 : Number(last) + 1;
}

/** Ends an upload that is no longer needed. */
export async function cancelUpload({ client, leftovers }: Visit, path: string): Promise<void> {
  const answer = await client.request({ method: 'DELETE', path });
  if (answer.status < 300 || answer.status === 404) leftovers.delete(path);
}
