import { parseRepositoryName, type RepositoryName } from '@/lib/oci/repository-name';
import { fromSegment } from './repository-path';

/**
 * The repository that a decoded segment of a path names; one component stands for `library/<name>`.
 * @returns undefined when no repository can have that name
 */
export function repositoryOfSegment(segment: string): RepositoryName | undefined {
  try {
    return parseRepositoryName(fromSegment(segment));
  } catch {
    return undefined; // A name that breaks the grammar is the name of nothing.
  }
}
