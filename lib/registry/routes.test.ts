import { describe, expect, test } from 'vitest';
import { matchRoute, routes } from './routes';

const digest = `sha256:${'a'.repeat(64)}`;

describe('matchRoute', () => {
  test.each([
    ['GET', '/v2/', 'base', {}],
    ['GET', '/v2', 'base', {}],
    ['GET', '/v2/_catalog', 'catalog', {}],
    ['GET', '/v2/a/tags/list', 'pull', { name: 'a' }],
    ['HEAD', '/v2/a/b/manifests/latest', 'pull', { name: 'a/b', reference: 'latest' }],
    ['PUT', '/v2/a/b/manifests/latest', 'push', { name: 'a/b', reference: 'latest' }],
    ['DELETE', `/v2/a/manifests/${digest}`, 'delete', { name: 'a', reference: digest }],
    ['GET', `/v2/a/blobs/${digest}`, 'pull', { name: 'a', digest }],
    ['DELETE', `/v2/a/blobs/${digest}`, 'delete', { name: 'a', digest }],
    ['POST', '/v2/a/blobs/uploads/', 'push', { name: 'a' }],
    ['POST', '/v2/a/blobs/uploads', 'push', { name: 'a' }],
    ['PATCH', '/v2/a/blobs/uploads/x', 'push', { name: 'a', upload: 'x' }],
    ['GET', `/v2/a/referrers/${digest}`, 'pull', { name: 'a', digest }],
  ])('%s %s is an action of its own', (method, path, action, params) => {
    const match = matchRoute(method, path);
    expect(match?.route?.action).toBe(action);
    expect(match?.params).toEqual(params);
  });

  test.each([
    ['/v2/manifests/tags/list', 'manifests'],
    ['/v2/tags/list/tags/list', 'tags/list'],
    ['/v2/blobs/uploads/manifests/tags/list', 'blobs/uploads/manifests'],
  ])('%s is read from the right: a name may hold any word', (path, name) => {
    expect(matchRoute('GET', path)?.params).toEqual({ name });
  });

  test.each([
    '/v2/a',
    '/v2/a/tags',
    '/v2/a/manifests/',
    '/v2/a/blobs/',
    '/v3/',
    '/v2/_catalog/',
    '/v2/a/tags/list/',
  ])('%s is no endpoint', (path) => {
    expect(matchRoute('GET', path)).toBeUndefined();
  });

  test('a method that an endpoint does not have is told what it has', () => {
    const match = matchRoute('POST', '/v2/a/manifests/latest');
    expect(match?.route).toBeUndefined();
    expect(match?.allowed).toEqual(['GET', 'HEAD', 'PUT', 'DELETE']);
  });

  test('every route has a template that names the parts of its path, and that no other route has', () => {
    const patterns = new Map<string, RegExp>();
    for (const { pattern, template } of routes) {
      const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(pattern.exec(template)?.groups ?? {})).toEqual(names);
      expect(patterns.get(template) ?? pattern).toBe(pattern);
      patterns.set(template, pattern);
    }
  });

  test('a match tells the template, also to a method that the endpoint does not have', () => {
    const template = '/v2/{name}/blobs/{digest}';
    expect(matchRoute('GET', `/v2/a/b/blobs/${digest}`)?.template).toBe(template);
    expect(matchRoute('PUT', `/v2/a/b/blobs/${digest}`)?.template).toBe(template);
  });

  test('every route that changes a repository is a push or a delete', () => {
    for (const { method, action } of routes) {
      if (method !== 'GET') expect(['push', 'delete']).toContain(action);
    }
  });
});
