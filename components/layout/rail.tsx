'use client';

import { clsx } from 'clsx';
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { useState } from 'react';
import { type RailWidth, railCookie } from '@/lib/dashboard/rail';
import { NavigationLinks } from './navigation-links';
import { SearchButton } from './search-button';

const yearS = 365 * 24 * 60 * 60;

/** At the left of every page on wide screens: its parts, by icons and names or by icons alone. */
export function Rail({ initial }: { initial: RailWidth }) {
  const [width, setWidth] = useState(initial);
  const slim = width === 'slim';
  const Icon = slim ? PanelLeftOpen : PanelLeftClose;
  const toggle = () => {
    const next = slim ? 'wide' : 'slim';
    setWidth(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain HTTP.
    document.cookie = `${railCookie}=${next}; path=/; max-age=${yearS}; samesite=lax`;
  };
  return (
    <nav
      aria-label="Main"
      className={clsx(
        'sticky top-12 hidden h-[calc(100dvh-3rem)] shrink-0 flex-col justify-between overflow-y-auto border-line border-r bg-surface p-2 lg:flex',
        slim ? 'w-14' : 'w-52',
      )}
    >
      <div>
        <SearchButton slim={slim} />
        <NavigationLinks slim={slim} />
      </div>
      <button
        type="button"
        onClick={toggle}
        aria-expanded={!slim}
        aria-label="Names in the navigation"
        title={slim ? 'Show names' : 'Show icons alone'}
        className="flex h-8 items-center rounded-control px-2.5 text-ink-dim transition-colors hover:bg-sunken hover:text-ink"
      >
        <Icon className="size-4" aria-hidden="true" />
      </button>
    </nav>
  );
}
