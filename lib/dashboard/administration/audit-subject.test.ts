import { expect, test } from 'vitest';
import { auditSubject } from './audit-subject';

test.each([
  ['an account', { account: 'robot+ci', token: 'a1', label: 'pipelines' }, 'robot+ci'],
  ['a namespace', { namespace: 'platform', bytes: 1 }, 'platform'],
  ['a policy by its name', { policy: 'policy 1', name: 'nightly builds' }, 'nightly builds'],
  ['the subjects of a rule', { id: 3, subjects: ['group:a', 'user:b'] }, 'group:a, user:b'],
  ['a run by its number', { job: 7 }, 'job 7'],
  ['nothing', { cause: 'dashboard' }, null],
  ['nothing without a detail', null, null],
])('a record without a repository is on %s', (_what, detail, subject) => {
  expect(auditSubject({ repository: null, detail })).toBe(subject);
});

test('a record of a repository is on that alone', () => {
  expect(auditSubject({ repository: 'team/app', detail: { account: 'anna' } })).toBeNull();
});
