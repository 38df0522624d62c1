'use client';

import { clsx } from 'clsx';
import { LoaderCircle } from 'lucide-react';
import Link, { useLinkStatus } from 'next/link';
import { usePathname } from 'next/navigation';
import { isCurrent, navigationEntries } from './navigation-entries';
import { useViewer } from './viewer';

/** The way to each part of the dashboard. @param slim shows icons alone; their names are in the titles */
export function NavigationLinks({ slim = false, onFollow }: { slim?: boolean; onFollow?: () => void }) {
  const pathname = usePathname();
  const entries = navigationEntries(useViewer());
  return (
    <ul className="flex flex-col gap-0.5">
      {entries.map((entry) => {
        const { href, label, Icon } = entry;
        const current = isCurrent(entry, pathname);
        return (
          <li key={href}>
            <Link
              href={href}
              prefetch={false}
              onClick={onFollow}
              aria-current={current ? 'page' : undefined}
              title={slim ? label : undefined}
              className={clsx(
                'flex h-8 items-center gap-2.5 rounded-control px-2.5 font-medium text-table transition-colors',
                current ? 'bg-sunken text-ink' : 'text-ink-soft hover:bg-sunken hover:text-ink',
              )}
            >
              <Icon
                className={clsx('size-4 shrink-0', current ? 'text-accent-ink' : 'text-ink-dim')}
                aria-hidden="true"
              />
              <span className={slim ? 'sr-only' : 'truncate'}>{label}</span>
              <Underway />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** Turns beside the link that was followed, while the page takes its time to come. */
function Underway() {
  const { pending } = useLinkStatus();
  return (
    pending && <LoaderCircle className="late ml-auto size-3.5 shrink-0 text-ink-dim" aria-hidden="true" />
  );
}
