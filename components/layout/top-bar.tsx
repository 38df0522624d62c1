import Link from 'next/link';
import type { Theme } from '@/lib/dashboard/theme';
import { HostBadge } from './host-badge';
import { NavigationMenu } from './navigation-menu';
import { RunningJobs } from './running-jobs';
import { ThemeSwitch } from './theme-switch';
import { UserMenu } from './user-menu';
import { Wordmark } from './wordmark';

/** The bar above every page: home, the registry's address, what runs, the theme, the account. */
export function TopBar({ theme }: { theme: Theme }) {
  return (
    <header className="sticky top-0 z-20 border-line border-b bg-surface">
      <div className="flex h-12 items-center gap-3 px-4">
        <NavigationMenu />
        <Link href="/" className="-mx-1 rounded-control px-1">
          <Wordmark />
        </Link>
        <div className="ml-auto flex min-w-0 items-center gap-1.5 sm:gap-3">
          <RunningJobs />
          <HostBadge />
          <ThemeSwitch initial={theme} />
          <UserMenu />
        </div>
      </div>
    </header>
  );
}
