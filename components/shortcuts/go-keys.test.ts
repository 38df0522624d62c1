import { expect, test } from 'vitest';
import type { Viewer } from '@/lib/dashboard/account/contracts';
import { goKeys } from './go-keys';

const waysOf = (viewer: Viewer) => [...goKeys(viewer)].map(([key, { href }]) => `${key} ${href}`);

test('keys go to no page but those that somebody may open', () => {
  expect(waysOf({ kind: 'anonymous' })).toEqual(['r /']);
  expect(waysOf({ kind: 'user', name: 'alice', role: 'user', groups: [] })).toEqual(['r /', 't /trash']);
  const all = ['r /', 't /trash', 's /storage', 'h /health', 'a /audit', 'c /access', 'e /settings'];
  expect(waysOf({ kind: 'user', name: 'carol', role: 'auditor', groups: [] })).toEqual(all);
  expect(waysOf({ kind: 'everybody' })).toEqual(all);
});
