import type { RepositoryName } from '@/lib/oci/repository-name';
import type { RepositoryDay } from '@/lib/storage/figures/repository-days';
import type {
  NamespacePage,
  NamespaceQuery,
  RepositoryFigure,
  RepositoryPageQuery,
  SortedPage,
} from '@/lib/storage/figures/repository-figures';

/** What the list of repositories reads of the registry's content, as far as somebody may see it. */
export interface Content {
  /**
   * Repository names in ASCII order, those after `last` (which need not exist any more), at most `limit`.
   * @param page.matching only names that contain this text
   */
  listRepositories(page: {
    last?: string;
    limit: number;
    matching?: string;
  }): Promise<{ names: RepositoryName[]; more: boolean }>;

  /** Repository names in the order of their figures, or those that hold something. */
  sortedRepositories(query: RepositoryPageQuery): Promise<SortedPage>;

  /** What stands right in a namespace. */
  namespaceLevel(query: NamespaceQuery): Promise<NamespacePage>;

  /** The figures of repositories that were listed. */
  figuresOf(repositories: readonly RepositoryName[]): Promise<Map<RepositoryName, RepositoryFigure>>;

  /** What repositories that were listed were, from a day on, and before it when that began. */
  daysOf(repositories: readonly RepositoryName[], firstDay: number): Map<RepositoryName, RepositoryDay[]>;

  /** What whoever looks has starred; absent for who has not signed in as a user. */
  stars?: {
    account: string;
    among(repositories: readonly RepositoryName[]): Set<RepositoryName>;
  };

  /** Since when pulls are counted; `Infinity` when nobody knows. */
  pullsSinceMs(): number;
}
