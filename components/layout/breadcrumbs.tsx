import Link from 'next/link';
import { Fragment } from 'react';
import { repositoryPath } from '@/lib/dashboard/repository-path';

interface BreadcrumbsProps {
  /** What stands above the page, from the top down. */
  trail: readonly { href: string; word: string }[];
}

/** Where a page stands. */
export function Breadcrumbs({ trail }: BreadcrumbsProps) {
  return (
    <nav aria-label="Breadcrumbs" className="mb-2 text-ink-soft text-table [overflow-wrap:anywhere]">
      {trail.map(({ href, word }) => (
        <Fragment key={href}>
          <Link href={href} prefetch={false} className="rounded-control transition-colors hover:text-ink">
            {word}
          </Link>
          <span aria-hidden="true" className="px-1.5 text-ink-dim">
            /
          </span>
        </Fragment>
      ))}
    </nav>
  );
}

/** The trail below the list of repositories. @param repository for what stands below one of them */
export function repositoryTrail(repository?: string): BreadcrumbsProps['trail'] {
  const all = { href: '/', word: 'Repositories' };
  return repository === undefined ? [all] : [all, { href: repositoryPath(repository), word: repository }];
}
