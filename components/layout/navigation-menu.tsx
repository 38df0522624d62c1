'use client';

import { Menu } from 'lucide-react';
import { useRef } from 'react';
import { NavigationLinks } from './navigation-links';
import { SearchButton } from './search-button';

const id = 'navigation-menu';

/** Stands for the rail on narrow screens. */
export function NavigationMenu() {
  const menu = useRef<HTMLElement>(null);
  const hide = () => menu.current?.hidePopover();
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label="Navigation"
        className="-ml-1 flex size-8 shrink-0 items-center justify-center rounded-control text-ink-soft transition-colors hover:bg-sunken hover:text-ink lg:hidden"
      >
        <Menu className="size-4" aria-hidden="true" />
      </button>
      <nav
        ref={menu}
        id={id}
        popover="auto"
        aria-label="Main"
        className="floating fixed inset-auto top-13 left-3 m-0 w-60 rounded-box border border-line bg-surface p-1.5 text-ink"
      >
        <SearchButton onOpen={hide} />
        <NavigationLinks onFollow={hide} />
      </nav>
    </>
  );
}
