import Link from 'next/link';
import type { Theme } from '@/lib/dashboard/theme';
import { HostBadge } from './host-badge';
import { ThemeSwitch } from './theme-switch';
import { UserMenu } from './user-menu';
import { Wordmark } from './wordmark';

/** The bar above every page: home, the registry's address, the theme, the account. */
export function TopBar({ theme }: { theme: Theme }) {
  return (
    <header className="border-line border-b bg-surface">
      <div className="mx-auto flex h-12 max-w-7xl items-center gap-3 px-4 sm:px-6">
        <Link href="/" className="-mx-1 rounded-control px-1">
          <Wordmark />
        </Link>
        <div className="ml-auto flex min-w-0 items-center gap-3">
          <HostBadge />
          <ThemeSwitch initial={theme} />
          <UserMenu />
        </div>
      </div>
    </header>
  );
}
