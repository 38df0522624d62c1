import type { Action } from '@/lib/auth/access/actions';
import { getBase } from './handlers/base';
import { deleteBlob, getBlob } from './handlers/blobs';
import { getCatalog } from './handlers/catalog';
import { deleteManifest, getManifest, putManifest } from './handlers/manifests';
import { getReferrers } from './handlers/referrers';
import { getTags } from './handlers/tags';
import { cancelUpload, finishUpload, getUpload, patchUpload, startUpload } from './handlers/uploads';
import type { Handler, RouteAction } from './request';

/** One endpoint of the distribution API. */
export interface Route {
  method: string;
  pattern: RegExp;
  /** The path with names for what differs, for metrics: their labels must be few. */
  template: string;
  action: RouteAction;
  /** Who may do only this may ask too: the handler looks whether it is enough. */
  otherAction?: Action;
  handler: Handler;
}

const base = { pattern: /^\/v2\/?$/, template: '/v2/' };
const catalog = { pattern: /^\/v2\/_catalog$/, template: '/v2/_catalog' };
const tags = { pattern: /^\/v2\/(?<name>.+)\/tags\/list$/, template: '/v2/{name}/tags/list' };
const manifest = {
  pattern: /^\/v2\/(?<name>.+)\/manifests\/(?<reference>[^/]+)$/,
  template: '/v2/{name}/manifests/{reference}',
};
const uploads = {
  pattern: /^\/v2\/(?<name>.+)\/blobs\/uploads\/?$/,
  template: '/v2/{name}/blobs/uploads/',
};
const upload = {
  pattern: /^\/v2\/(?<name>.+)\/blobs\/uploads\/(?<upload>[^/]+)$/,
  template: '/v2/{name}/blobs/uploads/{upload}',
};
const blob = {
  pattern: /^\/v2\/(?<name>.+)\/blobs\/(?<digest>[^/]+)$/,
  template: '/v2/{name}/blobs/{digest}',
};
const referrers = {
  pattern: /^\/v2\/(?<name>.+)\/referrers\/(?<digest>[^/]+)$/,
  template: '/v2/{name}/referrers/{digest}',
};

/**
 * The distribution API (distribution-spec, "Endpoints"). The first pattern that fits a path is its endpoint; a
 * name may hold any word, so a path is read from the right, which greedy `.+` does.
 */
export const routes: readonly Route[] = [
  { method: 'GET', ...base, action: 'base', handler: getBase },
  { method: 'GET', ...catalog, action: 'catalog', handler: getCatalog },
  { method: 'GET', ...tags, action: 'pull', handler: getTags },
  { method: 'GET', ...manifest, action: 'pull', handler: getManifest },
  { method: 'PUT', ...manifest, action: 'push', otherAction: 'retag', handler: putManifest },
  { method: 'DELETE', ...manifest, action: 'delete', handler: deleteManifest },
  { method: 'POST', ...uploads, action: 'push', handler: startUpload },
  { method: 'GET', ...upload, action: 'push', handler: getUpload },
  { method: 'PATCH', ...upload, action: 'push', handler: patchUpload },
  { method: 'PUT', ...upload, action: 'push', handler: finishUpload },
  { method: 'DELETE', ...upload, action: 'push', handler: cancelUpload },
  { method: 'GET', ...blob, action: 'pull', handler: getBlob },
  { method: 'DELETE', ...blob, action: 'delete', handler: deleteBlob },
  { method: 'GET', ...referrers, action: 'pull', handler: getReferrers },
];

/** The endpoint of a path, and which of its methods the request asks for. */
export interface Match {
  route: Route | undefined;
  /** The endpoint's template, whatever the method. */
  template: string;
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
    template: first.template,
    params: { ...first.pattern.exec(path)?.groups },
    allowed: same.flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method])),
  };
}
