import { lazy, Suspense } from 'react';

const StarButton = lazy(() => import('./star-button').then(({ StarButton }) => ({ default: StarButton })));

interface StarProps {
  repository: string;
  /** Null where nobody has signed in: then there is none. */
  isStarred: boolean | null | undefined;
  className: string;
}

/** The star of a repository. What it does comes when the page is there, and its place is kept for it. */
export function Star({ repository, isStarred, className }: StarProps) {
  if (isStarred === null || isStarred === undefined) return null;
  return (
    <span className={className}>
      <Suspense>
        <StarButton repository={repository} isStarred={isStarred} />
      </Suspense>
    </span>
  );
}
