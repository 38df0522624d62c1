import { describe, expect, it } from 'vitest';
import type { Viewer } from '@/lib/dashboard/account/contracts';
import { hasWords, pageItems } from './palette-items';

const user = (role: 'user' | 'auditor' | 'administrator'): Viewer => ({
  kind: 'user',
  name: 'alice',
  role,
  groups: [],
});
const paths = (viewer: Viewer) => pageItems(viewer).map(({ href }) => href);

describe('the pages of the palette', () => {
  it('are those that whoever looks may open', () => {
    expect(paths({ kind: 'anonymous' })).toEqual(['/', '/compare']);
    expect(paths(user('user'))).toEqual(['/', '/compare', '/trash', '/account']);
    expect(paths({ kind: 'everybody' })).not.toContain('/account');
    for (const role of ['auditor', 'administrator'] as const)
      expect(paths(user(role))).toEqual(
        expect.arrayContaining([
          '/',
          '/storage',
          '/storage/blobs',
          '/storage/retention',
          '/access/rules',
          '/access/quotas',
          '/audit',
          '/account',
        ]),
      );
  });
});

describe('hasWords', () => {
  it('takes the beginnings of words, in whatever case and order', () => {
    expect(hasWords('Dark theme', 'th DA')).toBe(true);
    expect(hasWords('Dark theme', '')).toBe(true);
    expect(hasWords('Dark theme', 'heme')).toBe(false);
    expect(hasWords('Dark theme', 'dark light')).toBe(false);
  });
});
