/**
 * A repository name as one segment of a path: `library/nginx` is `library~nginx`. `~` stands in no repository
 * name, and needs no escape in a URL (RFC 3986, section 2.3), so every name has one segment of its own.
 */
export function toSegment(repository: string): string {
  return repository.replaceAll('/', '~');
}

/** The repository name that a decoded segment stands for. It is not checked against the grammar of names. */
export function fromSegment(segment: string): string {
  return segment.replaceAll('~', '/');
}

/** The page of a repository: its tags. */
export function repositoryPath(repository: string): string {
  return `/r/${toSegment(repository)}/tags`;
}

/**
 * The page of a manifest, by its digest.
 * @param index the index by which somebody came to it, whose platforms can be stepped through
 */
export function manifestPath(repository: string, digest: string, tab = 'overview', index?: string): string {
  return withQuery(`/r/${toSegment(repository)}/m/${digest}/${tab}`, { index });
}

/** The page of a tag, which shows the manifest that it points to. */
export function tagPath(repository: string, tag: string): string {
  return `/r/${toSegment(repository)}/t/${tag}`;
}

/** A path with those of the parameters that have a value. */
export function withQuery(path: string, parameters: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) if (value) query.set(key, value);
  return query.size === 0 ? path : `${path}?${query}`;
}

/** What a repository holds, and how it came to it. */
export function usagePath(repository: string, days?: string): string {
  return withQuery(`/r/${toSegment(repository)}/usage`, { days });
}

/** What the policies of retention say of a repository. */
export function policyPath(repository: string): string {
  return `/r/${toSegment(repository)}/policy`;
}

/** The history of a repository's tags, or of one of them. */
export function historyPath(repository: string, tag?: string): string {
  return withQuery(`/r/${toSegment(repository)}/history`, { tag });
}
