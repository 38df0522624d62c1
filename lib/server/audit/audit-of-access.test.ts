import { describe, expect, test } from 'vitest';
import type { Access } from '@/lib/registry/handle';
import { RegistryError } from '@/lib/registry/registry-error';
import { routes } from '@/lib/registry/routes';
import { actionOf, auditOfAccess } from './audit-of-access';

const access: Access = {
  requestId: 'id',
  client: '127.0.0.1',
  userAgent: 'test',
  method: 'GET',
  target: '/v2/',
  action: 'base',
  route: '/v2/',
  principal: 'anonymous',
  status: 200,
  bytesIn: 0,
  bytesOut: 0,
  durationMs: 1,
};
const without = { auditPulls: false };

describe('auditOfAccess', () => {
  test('every endpoint has an action of its own name', () => {
    const actions = routes.map(({ method, template: route }) => actionOf({ ...access, method, route }));
    expect(actions).not.toContain('registry.request');
    expect(new Set(actions).size).toBe(actions.length);
  });

  test('tells faults of the registry and refusals for lack of rights, whatever was asked for', () => {
    const route = '/v2/{name}/manifests/{reference}';
    for (const code of ['UNKNOWN', 'DENIED', 'UNAUTHORIZED'] as const) {
      const error = new RegistryError(code);
      const refused = { ...access, route, status: error.status, error, refused: 'wrong' };
      const record = auditOfAccess(refused, without);
      expect(record).toMatchObject({ action: 'manifest.pull', result: code });
    }
  });

  test('does not tell that a client asked without credentials first, or that its token had expired', () => {
    const error = new RegistryError('UNAUTHORIZED');
    const asked = { ...access, route: '/v2/', status: 401, error };
    expect(auditOfAccess(asked, without)).toBeUndefined();
    expect(auditOfAccess({ ...asked, refused: 'expired' }, without)).toBeUndefined();
    expect(auditOfAccess({ ...asked, refused: 'invalid', claimed: 'eve' }, without)).toMatchObject({
      actor: 'eve',
      result: 'UNAUTHORIZED',
      detail: { reason: 'invalid' },
    });
  });

  test('does not tell pulls and content that is not there', () => {
    const route = '/v2/{name}/blobs/{digest}';
    expect(auditOfAccess({ ...access, route }, without)).toBeUndefined();
    const error = new RegistryError('BLOB_UNKNOWN');
    expect(auditOfAccess({ ...access, route, status: 404, error }, without)).toBeUndefined();
    expect(auditOfAccess({ ...access, route }, { auditPulls: true })).toMatchObject({ action: 'blob.pull' });
  });

  test('a manifest that is deleted by its digest is no untag', () => {
    const route = '/v2/{name}/manifests/{reference}';
    const deleted = { ...access, method: 'DELETE', route, status: 202 };
    expect(auditOfAccess({ ...deleted, reference: 'latest' }, without)?.action).toBe('tag.delete');
    expect(auditOfAccess({ ...deleted, reference: 'sha256:abc' }, without)?.action).toBe('manifest.delete');
  });

  test('what a request moved is told with where it was, also of several tags, while there is room', () => {
    const push = { ...access, method: 'PUT', route: '/v2/{name}/manifests/{reference}', status: 201 };
    const move = (tag: string) => ({ tag, from: 'sha256:a', to: 'sha256:b' });
    const detailOf = (...tags: string[]) =>
      auditOfAccess({ ...push, moved: tags.map(move) }, without)?.detail;
    expect(detailOf('1')).toEqual({ from: 'sha256:a', to: 'sha256:b' });
    expect(detailOf('1', '2')).toEqual({ moved: { 1: 'sha256:a', 2: 'sha256:a' } });
    expect(detailOf(...'abcdefghij'.split('').map((one) => one.repeat(100)))).toEqual({ moved: 10 });
  });

  test('a push by digest tells the tags that it set', () => {
    const route = '/v2/{name}/manifests/{reference}';
    const target = '/v2/a/manifests/sha256:abc?tag=1&tag=2';
    const record = auditOfAccess({ ...access, method: 'PUT', route, target, status: 201 }, without);
    expect(record?.detail).toEqual({ tags: ['1', '2'] });
  });
});
