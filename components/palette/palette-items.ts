import { type LucideIcon, UserRound } from 'lucide-react';
import type { Viewer } from '@/lib/dashboard/account/contracts';
import { navigationEntries } from '../layout/navigation-entries';

/** A page that the palette leads to. */
export interface PageItem {
  href: string;
  label: string;
  Icon: LucideIcon;
  /** Whether the rail has it not: it is shown to who writes of it. */
  isBelow?: boolean;
}

/** Pages below those of the rail, by where they stand. */
const below: readonly { under: string; href: string; label: string }[] = [
  { under: '/', href: '/compare', label: 'Compare two images' },
  { under: '/storage', href: '/storage/blobs', label: 'What is in the store' },
  { under: '/storage', href: '/storage/retention', label: 'Retention policies' },
  { under: '/storage', href: '/storage/retention/draft', label: 'Draft of a retention policy' },
  { under: '/access', href: '/access/users', label: 'Accounts' },
  { under: '/access', href: '/access/groups', label: 'Groups' },
  { under: '/access', href: '/access/tokens', label: 'Access tokens' },
  { under: '/access', href: '/access/rules', label: 'Access rules' },
  { under: '/access', href: '/access/quotas', label: 'Quotas' },
  { under: '/settings', href: '/settings/doctor', label: 'Proxy doctor' },
];

/** The pages that somebody may open, in the order of the rail. */
export function pageItems(viewer: Viewer): PageItem[] {
  const items = navigationEntries(viewer).flatMap((entry) => [
    entry,
    ...below
      .filter(({ under }) => under === entry.href)
      .map((page) => ({ ...page, Icon: entry.Icon, isBelow: true })),
  ]);
  return 'name' in viewer ? [...items, { href: '/account', label: 'Account', Icon: UserRound }] : items;
}

/** Whether a label has all the words, each at the beginning of one of its own. */
export function hasWords(label: string, text: string): boolean {
  const own = label.toLowerCase().split(/\s+/);
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => own.some((one) => one.startsWith(word)));
}
