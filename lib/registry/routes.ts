import { getBase } from './handlers/base';
import { deleteBlob, getBlob } from './handlers/blobs';
import { getCatalog } from './handlers/catalog';
import { deleteManifest, getManifest, putManifest } from './handlers/manifests';
import { getReferrers } from './handlers/referrers';
import { getTags } from './handlers/tags';
import { cancelUpload, finishUpload, getUpload, patchUpload, startUpload } from './handlers/uploads';
import type { Action, Handler } from './request';

/** One endpoint of the distribution API. */
export interface Route {
  method: string;
  pattern: RegExp;
  action: Action;
  handler: Handler;
}

const base = /^\/v2\/?$/;
const catalog = /^\/v2\/_catalog$/;
const tags = /^\/v2\/(?<name>.+)\/tags\/list$/;
const manifest = /^\/v2\/(?<name>.+)\/manifests\/(?<reference>[^/]+)$/;
const uploads = /^\/v2\/(?<name>.+)\/blobs\/uploads\/?$/;
const upload = /^\/v2\/(?<name>.+)\/blobs\/uploads\/(?<upload>[^/]+)$/;
const blob = /^\/v2\/(?<name>.+)\/blobs\/(?<digest>[^/]+)$/;
const referrers = /^\/v2\/(?<name>.+)\/referrers\/(?<digest>[^/]+)$/;

/**
 * The distribution API (distribution-spec, "Endpoints"). The first pattern that fits a path is its endpoint; a
 * name may hold any word, so a path is read from the right, which greedy `.+` does.
 */
export const routes: readonly Route[] = [
  { method: 'GET', pattern: base, action: 'base', handler: getBase },
  { method: 'GET', pattern: catalog, action: 'catalog', handler: getCatalog },
  { method: 'GET', pattern: tags, action: 'pull', handler: getTags },
  { method: 'GET', pattern: manifest, action: 'pull', handler: getManifest },
  { method: 'PUT', pattern: manifest, action: 'push', handler: putManifest },
  { method: 'DELETE', pattern: manifest, action: 'delete', handler: deleteManifest },
  { method: 'POST', pattern: uploads, action: 'push', handler: startUpload },
  { method: 'GET', pattern: upload, action: 'push', handler: getUpload },
  { method: 'PATCH', pattern: upload, action: 'push', handler: patchUpload },
  { method: 'PUT', pattern: upload, action: 'push', handler: finishUpload },
  { method: 'DELETE', pattern: upload, action: 'push', handler: cancelUpload },
  { method: 'GET', pattern: blob, action: 'pull', handler: getBlob },
  { method: 'DELETE', pattern: blob, action: 'delete', handler: deleteBlob },
  { method: 'GET', pattern: referrers, action: 'pull', handler: getReferrers },
];

/** The endpoint of a path, and which of its methods the request asks for. */
export interface Match {
  route: Route | undefined;
  params: Record<string, string>;
  /** What the endpoint knows, for `Allow`. */
  allowed: string[];
}

/** Finds the endpoint of a decoded path; HEAD is answered wherever GET is. `undefined` when there is none. */
export function matchRoute(method: string, path: string): Match | undefined {
  const first = routes.find(({ pattern }) => pattern.test(path));
  if (!first) return undefined;
  const same = routes.filter(({ pattern }) => pattern === first.pattern);
  const wanted = method === 'HEAD' ? 'GET' : method;
  return {
    route: same.find((route) => route.method === wanted),
    params: { ...first.pattern.exec(path)?.groups },
    allowed: same.flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method])),
  };
}
