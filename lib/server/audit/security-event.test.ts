import { expect, test } from 'vitest';
import type { AuditAction } from '@/lib/observability/audit/audit-record';
import { securityEventOf } from './security-event';

test.each([
  ['account.signin', 'ok', 'account.signin'],
  ['account.signin', 'UNAUTHORIZED', 'account.signin'],
  ['token.revoke', 'ok', 'token.revoke'],
  ['rule.add', 'ok', 'rule.add'],
  ['session.end', 'ok', 'session.end'],
  ['quota.set', 'ok', 'quota.set'],
  ['group.join', 'ok', 'group.join'],
  ['manifest.pull', 'UNAUTHORIZED', 'access.unauthorized'],
  ['manifest.push', 'DENIED', 'access.denied'],
  ['blob.push', 'TOOMANYREQUESTS', 'access.limited'],
  ['manifest.push', 'ok', undefined],
  ['manifest.push', 'MANIFEST_INVALID', undefined],
  ['tag.delete', 'ok', undefined],
])('%s with the result %s is called %s in the log', (action, result, name) => {
  expect(securityEventOf({ atMs: 0, actor: 'a', action: action as AuditAction, result })).toBe(name);
});
