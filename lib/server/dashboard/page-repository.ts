import { notFound } from 'next/navigation';
import { repositoryOfSegment } from '@/lib/dashboard/repository-of-segment';
import type { RepositoryScope } from '@/lib/dashboard/repository-scope';
import type { VisibleContent } from './visible-content';

/**
 * The repository that a page's address names; one that may not be pulled from is as one that is not there.
 * @param segment as the page got it: encoded, unlike a route handler's
 */
export function pageRepository(content: VisibleContent, segment: string): RepositoryScope {
  const repository = repositoryOfSegment(decodeURIComponent(segment)) ?? notFound();
  return content.scope(repository) ?? notFound();
}
