import { describe, expect, it } from 'vitest';
import type { Viewer } from '@/lib/dashboard/account/contracts';
import { isCurrent, navigationEntries } from './navigation-entries';

const user = (role: 'user' | 'auditor' | 'administrator'): Viewer => ({
  kind: 'user',
  name: 'alice',
  role,
  groups: [],
});
const labels = (viewer: Viewer) => navigationEntries(viewer).map(({ label }) => label);

describe('navigationEntries', () => {
  it('offers the state of the registry to administrators, auditors, and everybody where there are no accounts', () => {
    for (const viewer of [user('administrator'), user('auditor'), { kind: 'everybody' } as const])
      expect(labels(viewer)).toEqual([
        'Repositories',
        'Storage',
        'Trash',
        'Health',
        'Access',
        'Audit',
        'Settings',
      ]);
  });

  it('offers the trash besides to who has signed in, and repositories alone to who has not', () => {
    expect(labels(user('user'))).toEqual(['Repositories', 'Trash']);
    expect(labels({ kind: 'anonymous' })).toEqual(['Repositories']);
  });
});

it('marks one entry, whatever a repository is called', () => {
  const current = (pathname: string) =>
    navigationEntries({ kind: 'everybody' })
      .filter((entry) => isCurrent(entry, pathname))
      .map(({ label }) => label);
  for (const pathname of ['/', '/r/library~nginx', '/r/team~storage/tags', '/compare'])
    expect(current(pathname)).toEqual(['Repositories']);
  expect(current('/storage')).toEqual(['Storage']);
  expect(current('/access/tokens')).toEqual(['Access']);
  for (const pathname of ['/storage-room', '/account', '/radio']) expect(current(pathname)).toEqual([]);
});
