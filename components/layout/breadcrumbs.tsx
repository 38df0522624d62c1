import Link from 'next/link';

/** Where a page stands below the list of repositories. */
export function Breadcrumbs() {
  return (
    <nav aria-label="Breadcrumbs" className="mb-2 text-ink-soft text-table">
      <Link href="/" className="rounded-control transition-colors hover:text-ink">
        Repositories
      </Link>
      <span aria-hidden="true" className="px-1.5 text-ink-dim">
        /
      </span>
    </nav>
  );
}
