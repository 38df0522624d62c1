import type { Viewer } from '@/lib/dashboard/account/contracts';
import { type NavigationEntry, navigationEntries } from '../layout/navigation-entries';

/** What follows `g`, and the page that it goes to. */
const pages = {
  r: '/',
  t: '/trash',
  s: '/storage',
  h: '/health',
  a: '/audit',
  c: '/access',
  e: '/settings',
} as const;

/** The second keys of the ways to those pages that somebody may open. */
export function goKeys(viewer: Viewer): ReadonlyMap<string, NavigationEntry> {
  const entries = navigationEntries(viewer);
  return new Map(
    Object.entries(pages).flatMap(([key, href]) => {
      const entry = entries.find((one) => one.href === href);
      return entry ? [[key, entry] as const] : [];
    }),
  );
}
