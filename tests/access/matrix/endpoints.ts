import { randomBytes } from 'node:crypto';
import { parseRepositoryName } from '../../../lib/oci/repository-name';
import { digestOf, imageManifest, mediaTypes } from '../../harness/content';
import type { GuardedRegistry } from '../fixture/guarded-registry';
import type { Caller } from './callers';
import { type Expected, has, type Question } from './model';
import { type Place, places } from './places';

/** What every place that holds something holds. */
export const layer = Buffer.from('the layer of the matrix');
const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', created: 'v1' }));
export const manifest = imageManifest(config, [layer]);
/** A blob of one place that holds something, which requests of the matrix mount into others. */
export const lentBy = ({ name }: Place): Buffer => Buffer.from(`what ${name} lends`);
const absentDigest = digestOf('what nobody has');

/** What a request that gets past the door is sent about: something that no other request is. */
export interface Prepared {
  path: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

/** One request of the matrix, for every place. `{name}` in a path stands for the place. */
export interface Endpoint {
  /** As in the table of routes: the method, and the template. */
  route: string;
  /** What tells it from others of the same route. */
  what?: string;
  method: string;
  question: Question;
  /** The request of whoever is refused: about what must still be there afterwards. */
  path: string;
  headers?: Record<string, string>;
  body?: Buffer;
  /** Makes what the request of whoever may is about, when it would be gone or changed by it. */
  prepare?: (guarded: GuardedRegistry, place: Place) => Promise<Prepared>;
  /** What whoever gets past the door is answered. */
  granted: (caller: Caller, place: Place) => Expected;
}

const found =
  (code: string, status = 200): Endpoint['granted'] =>
  (_, { holds }) =>
    holds ? { status } : { status: 404, code };
const always =
  (status: number): Endpoint['granted'] =>
  () => ({ status });
const pull: Question = { needs: 'pull' };
const push: Question = { needs: 'push' };
const remove: Question = { needs: 'delete' };

const blobPath = `/v2/{name}/blobs/${digestOf(layer)}`;
const uploadPath = '/v2/{name}/blobs/uploads/00000000-0000-4000-8000-000000000000';
const upload = { route: '/v2/{name}/blobs/uploads/{upload}', path: uploadPath, question: push };
const uploads = { route: '/v2/{name}/blobs/uploads/', method: 'POST', question: push };
const piece = Buffer.from('piece');

/** A session that is there for one request alone. */
async function session({ server }: GuardedRegistry, { name }: Place): Promise<string> {
  const id = await server.content.uploads.begin(parseRepositoryName(name), 'sha256');
  return `/v2/${name}/blobs/uploads/${id}`;
}

async function ownBlob({ repository }: GuardedRegistry, { name }: Place): Promise<Prepared> {
  const digest = await repository(name).pushBlob(randomBytes(20));
  return { path: `/v2/${name}/blobs/${digest}` };
}

async function ownTag({ repository }: GuardedRegistry, { name }: Place): Promise<Prepared> {
  const tag = `t${randomBytes(8).toString('hex')}`;
  await repository(name).putManifest(tag, manifest);
  return { path: `/v2/${name}/manifests/${tag}` };
}

/** What whoever may push a manifest is told: who may only move tags adds nothing, and blobs must be there. */
const putManifest: Endpoint['granted'] = (caller, place) => {
  const { right, token } = has(caller, 'push', place);
  if (place.holds) return { status: 201 };
  return right && token ? { status: 400, code: 'MANIFEST_BLOB_UNKNOWN' } : { status: 403, code: 'DENIED' };
};

const mountFrom = (from: Place): Endpoint => ({
  ...uploads,
  what: `a mount from ${from.name}`,
  path: `/v2/{name}/blobs/uploads/?mount=${digestOf(lentBy(from))}&from=${from.name}`,
  question: { ...push, from },
  granted: (caller) => {
    const { right, token } = has(caller, 'pull', from);
    return { status: right && token && from.holds ? 201 : 202 };
  },
});

/** Every request of the distribution API, each of its routes at least once. HEAD is added where GET is. */
export const endpoints: readonly Endpoint[] = [
  { route: '/v2/', method: 'GET', path: '/v2/', question: { needs: 'base' }, granted: always(200) },
  {
    route: '/v2/_catalog',
    method: 'GET',
    path: '/v2/_catalog',
    question: { needs: 'catalog' },
    granted: always(200),
  },
  {
    route: '/v2/{name}/tags/list',
    method: 'GET',
    path: '/v2/{name}/tags/list',
    question: pull,
    granted: found('NAME_UNKNOWN'),
  },
  ...['v1', digestOf(manifest)].map(
    (reference): Endpoint => ({
      route: '/v2/{name}/manifests/{reference}',
      what: reference.includes(':') ? 'by digest' : 'by tag',
      method: 'GET',
      path: `/v2/{name}/manifests/${reference}`,
      question: pull,
      granted: found('MANIFEST_UNKNOWN'),
    }),
  ),
  {
    route: '/v2/{name}/manifests/{reference}',
    what: 'as it was last year',
    method: 'GET',
    path: '/v2/{name}/manifests/v1.at.20250101T000000Z',
    question: pull,
    granted: () => ({ status: 404, code: 'MANIFEST_UNKNOWN' }),
  },
  {
    route: '/v2/{name}/manifests/{reference}',
    method: 'PUT',
    path: '/v2/{name}/manifests/v1',
    headers: { 'Content-Type': mediaTypes.manifest },
    body: manifest,
    question: { needs: 'push', alternative: 'retag' },
    granted: putManifest,
  },
  {
    route: '/v2/{name}/manifests/{reference}',
    what: 'by tag',
    method: 'DELETE',
    path: '/v2/{name}/manifests/v1',
    question: remove,
    prepare: ownTag,
    granted: found('MANIFEST_UNKNOWN', 202),
  },
  {
    route: '/v2/{name}/manifests/{reference}',
    what: 'by digest',
    method: 'DELETE',
    path: `/v2/{name}/manifests/${digestOf(manifest)}`,
    question: remove,
    prepare: async (_, { name }) => ({ path: `/v2/${name}/manifests/${absentDigest}` }),
    granted: () => ({ status: 404, code: 'MANIFEST_UNKNOWN' }),
  },
  { ...uploads, path: '/v2/{name}/blobs/uploads/', granted: always(202) },
  {
    ...uploads,
    what: 'with the whole blob',
    path: `/v2/{name}/blobs/uploads/?digest=${digestOf(piece)}`,
    body: piece,
    granted: always(201),
  },
  {
    ...uploads,
    what: 'a mount from anywhere',
    path: `/v2/{name}/blobs/uploads/?mount=${digestOf(layer)}`,
    // A rule keeps everybody out of something here, so nobody sees everything.
    granted: always(202),
  },
  ...places.filter(({ name }) => !name.startsWith('alpine') && name !== 'public/none').map(mountFrom),
  ...(['GET', 'PATCH', 'PUT', 'DELETE'] as const).map(
    (method): Endpoint => ({
      ...upload,
      what: 'that does not exist',
      method,
      path: method === 'PUT' ? `${uploadPath}?digest=${digestOf(piece)}` : uploadPath,
      ...(method === 'PATCH' && { body: piece }),
      granted: () => ({ status: 404, code: 'BLOB_UPLOAD_UNKNOWN' }),
    }),
  ),
  ...(
    [
      ['GET', 204],
      ['PATCH', 202],
      ['PUT', 201],
      ['DELETE', 204],
    ] as const
  ).map(
    ([method, status]): Endpoint => ({
      ...upload,
      what: 'that goes on',
      method,
      ...((method === 'PATCH' || method === 'PUT') && { body: piece }),
      prepare: async (guarded, place) => {
        const path = await session(guarded, place);
        return { path: method === 'PUT' ? `${path}?digest=${digestOf(piece)}` : path };
      },
      granted: always(status),
    }),
  ),
  {
    route: '/v2/{name}/blobs/{digest}',
    method: 'GET',
    path: blobPath,
    question: pull,
    granted: found('BLOB_UNKNOWN'),
  },
  {
    route: '/v2/{name}/blobs/{digest}',
    what: 'of which a part',
    method: 'GET',
    path: blobPath,
    headers: { Range: 'bytes=0-1' },
    question: pull,
    granted: found('BLOB_UNKNOWN', 206),
  },
  {
    route: '/v2/{name}/blobs/{digest}',
    what: 'that the client has',
    method: 'GET',
    path: blobPath,
    headers: { 'If-None-Match': `"${digestOf(layer)}"` },
    question: pull,
    granted: found('BLOB_UNKNOWN', 304),
  },
  {
    route: '/v2/{name}/blobs/{digest}',
    method: 'DELETE',
    path: blobPath,
    question: remove,
    prepare: ownBlob,
    granted: always(202),
  },
  {
    route: '/v2/{name}/referrers/{digest}',
    method: 'GET',
    path: `/v2/{name}/referrers/${digestOf(manifest)}`,
    question: pull,
    granted: always(200),
  },
];
