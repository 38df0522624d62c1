import Link from 'next/link';
import { repositoryPath } from '@/lib/dashboard/repository-path';

/** Where a page stands below the list of repositories. @param repository for what stands below one of them */
export function Breadcrumbs({ repository }: { repository?: string }) {
  return (
    <nav aria-label="Breadcrumbs" className="mb-2 text-ink-soft text-table [overflow-wrap:anywhere]">
      <Link href="/" className="rounded-control transition-colors hover:text-ink">
        Repositories
      </Link>
      <Slash />
      {repository !== undefined && (
        <>
          <Link
            href={repositoryPath(repository)}
            prefetch={false}
            className="rounded-control transition-colors hover:text-ink"
          >
            {repository}
          </Link>
          <Slash />
        </>
      )}
    </nav>
  );
}

function Slash() {
  return (
    <span aria-hidden="true" className="px-1.5 text-ink-dim">
      /
    </span>
  );
}
