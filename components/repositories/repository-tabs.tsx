import { clsx } from 'clsx';
import Link from 'next/link';
import { historyPath, policyPath, repositoryPath, usagePath } from '@/lib/dashboard/repository-path';

interface RepositoryTabsProps {
  repository: string;
  current: 'Tags' | 'History' | 'Usage' | 'Policy';
}

/** The way to the parts of a repository. */
export function RepositoryTabs({ repository, current }: RepositoryTabsProps) {
  const tabs = [
    { name: 'Tags', href: repositoryPath(repository) },
    { name: 'History', href: historyPath(repository) },
    { name: 'Usage', href: usagePath(repository) },
    { name: 'Policy', href: policyPath(repository) },
  ] as const;
  return (
    <nav aria-label="Parts of the repository" className="-mt-1 mb-4 flex gap-1 border-line border-b">
      {tabs.map(({ name, href }) => (
        <Link
          key={name}
          href={href}
          prefetch={false}
          aria-current={name === current ? 'page' : undefined}
          className={clsx(
            '-mb-px flex h-9 items-center rounded-t-control border-b-2 px-3 font-medium text-table -outline-offset-2 transition-colors',
            name === current ? 'border-accent text-ink' : 'border-transparent text-ink-soft hover:text-ink',
          )}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
