import { fetchJson } from '../fetch-json';
import { withQuery } from '../repository-path';

const contracts = () => import('./namespace-contract');

/**
 * The key of a part of a namespace. The first is asked for again when something changes in it; those after it, of which
 * there may be many, only from time to time.
 */
export function namespaceKey(namespace: string, cursor: string | undefined): readonly string[] {
  return cursor === undefined ? ['namespaces', namespace] : ['namespace-rest', namespace, cursor];
}

/** The query of a part of a namespace, as the browser asks it. */
export function namespaceQueryOf(namespace: string, cursor: string | undefined) {
  return {
    queryKey: namespaceKey(namespace, cursor),
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      fetchJson(
        withQuery('/api/v1/namespaces', { in: namespace, cursor }),
        async () => (await contracts()).namespacePage,
        signal,
      ),
  };
}
