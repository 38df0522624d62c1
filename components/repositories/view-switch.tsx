import { clsx } from 'clsx';
import { List, ListTree } from 'lucide-react';
import Link from 'next/link';
import type { RepositoryQuery } from '@/lib/dashboard/contracts';
import { type RepositoryView, viewHref } from '@/lib/dashboard/tree/tree-addresses';

/** Shows repositories as one list, or by their namespaces. */
export function ViewSwitch({ view, query }: { view: RepositoryView; query: RepositoryQuery }) {
  const { q } = query;
  const ways = [
    {
      name: 'Flat',
      Icon: List,
      isShown: !view.isTree,
      href: viewHref({ isTree: false, open: [] }, { ...query, cursor: undefined }),
    },
    { name: 'Tree', Icon: ListTree, isShown: view.isTree, href: viewHref({ ...view, isTree: true }, { q }) },
  ];
  return (
    <nav aria-label="View" className="flex h-9 shrink-0 rounded-control border border-edge bg-surface p-0.5">
      {ways.map(({ name, Icon, isShown, href }) => (
        <Link
          key={name}
          href={href}
          prefetch={false}
          scroll={false}
          aria-current={isShown ? 'true' : undefined}
          className={clsx(
            'flex items-center gap-1.5 rounded-[4px] px-2 font-medium text-table transition-colors',
            isShown ? 'bg-sunken text-ink' : 'text-ink-soft hover:text-ink',
          )}
        >
          <Icon className="size-4" aria-hidden="true" />
          <span className="max-md:sr-only">{name}</span>
        </Link>
      ))}
    </nav>
  );
}
