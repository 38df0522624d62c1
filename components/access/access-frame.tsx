'use client';

import { DoorOpen } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { Notice } from '../feedback/notice';
import { PageHeader } from '../layout/page-header';

const tabs = [
  { href: '/access/users', word: 'Accounts' },
  { href: '/access/groups', word: 'Groups' },
  { href: '/access/tokens', word: 'Tokens' },
  { href: '/access/rules', word: 'Rules' },
  { href: '/access/quotas', word: 'Quotas' },
];

interface AccessFrameProps {
  /** Whether there is no authentication; undefined until that is known. */
  isOpen: boolean | undefined;
  action?: ReactNode;
  children: ReactNode;
}

/** What stands around every page of access: its title and the way between them. */
export function AccessFrame({ isOpen, action, children }: AccessFrameProps) {
  const pathname = usePathname();
  return (
    <>
      <PageHeader title="Access" action={isOpen === false && action} />
      <nav aria-label="Access" className="mb-5 flex flex-wrap gap-x-4 border-line border-b">
        {tabs.map(({ href, word }) => (
          <Link
            key={href}
            href={href}
            prefetch={false}
            aria-current={pathname === href ? 'page' : undefined}
            className={`-mb-px border-b-2 py-2 font-medium text-table transition-colors hover:text-ink ${
              pathname === href ? 'border-accent text-ink' : 'border-transparent text-ink-soft'
            }`}
          >
            {word}
          </Link>
        ))}
      </nav>
      {isOpen ? (
        <Notice Icon={DoorOpen} title="Everybody may do everything">
          There is no authentication: auth.mode is none. Set it to accounts to decide who may come in.
        </Notice>
      ) : (
        children
      )}
    </>
  );
}
