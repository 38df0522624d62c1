import {
  Boxes,
  HardDrive,
  HeartPulse,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Settings,
  Trash2,
} from 'lucide-react';
import type { Viewer } from '@/lib/dashboard/account/contracts';

/** A part of the dashboard that the rail leads to. */
export interface NavigationEntry {
  href: string;
  label: string;
  Icon: LucideIcon;
}

const repositories: NavigationEntry = { href: '/', label: 'Repositories', Icon: Boxes };
/** Everybody who has signed in sees there what they may see. */
const trash: NavigationEntry = { href: '/trash', label: 'Trash', Icon: Trash2 };

/** What administrators and auditors see. */
const registry: readonly NavigationEntry[] = [
  { href: '/storage', label: 'Storage', Icon: HardDrive },
  trash,
  { href: '/health', label: 'Health', Icon: HeartPulse },
  { href: '/access', label: 'Access', Icon: KeyRound },
  { href: '/audit', label: 'Audit', Icon: ScrollText },
  { href: '/settings', label: 'Settings', Icon: Settings },
];

/** The parts of the dashboard that somebody may open. */
export function navigationEntries(viewer: Viewer): readonly NavigationEntry[] {
  if (readsEverything(viewer)) return [repositories, ...registry];
  return viewer.kind === 'anonymous' ? [repositories] : [repositories, trash];
}

/** Whether a page belongs to a part of the dashboard; the pages of a repository belong to the list of them. */
export function isCurrent({ href }: NavigationEntry, pathname: string): boolean {
  if (href === '/') return pathname === '/' || /^\/(?:r|compare)(?:\/|$)/.test(pathname);
  return pathname === href || pathname.startsWith(`${href}/`);
}

/** Whether somebody reads everything of the registry, its state too: everybody where there are no accounts. */
export function readsEverything(viewer: Viewer): boolean {
  return viewer.kind === 'everybody' || ('role' in viewer && viewer.role !== 'user');
}
