import type { RepositoryName } from '@/lib/oci/repository-name';

/** A tag and the manifest that it points to now. */
export interface TaggedManifest {
  name: string;
  digest: string;
}

/**
 * What the dashboard reads of the registry's content. Storage has more; a query that takes this interface can be
 * tested against a map.
 */
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

  /**
   * Tags of a repository in ASCII order, those after `last`, at most `limit`.
   * @returns undefined when there is no such repository
   */
  listTags(
    repository: RepositoryName,
    page: { last?: string; limit: number },
  ): Promise<{ tags: TaggedManifest[]; more: boolean } | undefined>;
}
