'use client';

import { ChevronDown, UserRound } from 'lucide-react';
import Link from 'next/link';
import { lazy, Suspense, useRef, useState } from 'react';
import type { Viewer } from '@/lib/dashboard/account/contracts';
import { menuItemClass } from '../ui/menu-item';
import { SignInLink } from './sign-in-link';
import { useViewer } from './viewer';

// On every page, and seldom used: loaded when somebody is about to open it.
const UserMenuActions = lazy(() =>
  import('./user-menu-actions').then(({ UserMenuActions }) => ({ default: UserMenuActions })),
);

const id = 'user-menu';

type Signed = Extract<Viewer, { name: string }>;

/** At the right end of the top bar: the way to the account and out of it, or in. Nothing where there are no accounts. */
export function UserMenu() {
  const viewer = useViewer();
  if (viewer.kind === 'everybody') return null;
  return viewer.kind === 'anonymous' ? <SignInLink /> : <AccountMenu viewer={viewer} />;
}

function AccountMenu({ viewer: { name, role } }: { viewer: Signed }) {
  const menu = useRef<HTMLDivElement>(null);
  const [isWanted, setWanted] = useState(false);
  const want = () => setWanted(true);
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        onPointerEnter={want}
        onFocus={want}
        onClick={want}
        aria-label={`Account of ${name}`}
        className="flex h-8 items-center gap-1.5 rounded-control px-1 text-ink-soft transition-colors hover:bg-sunken hover:text-ink"
      >
        <span
          className="flex size-6 items-center justify-center rounded-full bg-accent-fill font-semibold text-meta text-on-accent uppercase"
          aria-hidden="true"
        >
          {[...name][0]}
        </span>
        <span className="hidden max-w-32 truncate font-medium text-table md:block" aria-hidden="true">
          {name}
        </span>
        <ChevronDown className="size-3.5" aria-hidden="true" />
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className="below-top-bar floating w-60 rounded-box border border-line bg-surface p-1 text-ink"
      >
        <div className="border-line border-b px-3 pt-2 pb-2.5">
          <p className="truncate font-medium text-table" title={name}>
            {name}
          </p>
          <p className="text-ink-dim text-meta capitalize">{role}</p>
        </div>
        <Link href="/account" onClick={() => menu.current?.hidePopover()} className={menuItemClass('mt-1')}>
          <UserRound className="size-4 text-ink-dim" aria-hidden="true" />
          Account
        </Link>
        <Suspense fallback={<div className="h-18" />}>{isWanted && <UserMenuActions />}</Suspense>
      </div>
    </>
  );
}
