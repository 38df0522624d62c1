import { type DehydratedState, dehydrate, QueryClient } from '@tanstack/react-query';
import { manifestKeys } from '@/lib/dashboard/images/manifest-queries';
import type { ManifestTab } from '@/lib/dashboard/images/manifest-tabs';
import { readManifestView } from '@/lib/dashboard/images/read-manifest-view';
import { readRawManifest } from '@/lib/dashboard/images/read-raw-manifest';
import { referrerList } from '@/lib/dashboard/images/referrer-list';
import { requireManifest } from '@/lib/dashboard/images/require-manifest';
import type { RepositoryScope } from '@/lib/dashboard/repository-scope';

/**
 * Reads what the page of a manifest shows. What fails here is not passed on: the browser then asks the API, which logs
 * the cause and gives a request id.
 * @param reference a digest, or a tag
 */
export async function prefetchManifest(
  scope: RepositoryScope,
  reference: string,
  tab: ManifestTab,
): Promise<DehydratedState> {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { repository } = scope;
  const digest = await requireManifest(scope, reference).catch(() => undefined);
  if (digest === undefined) return dehydrate(client);
  await Promise.all([
    client.prefetchQuery({
      queryKey: manifestKeys.view(repository, reference),
      queryFn: async () =>
        (await readManifestView(scope, digest, reference)) ?? Promise.reject(new Error('gone')),
    }),
    tab === 'raw' &&
      client.prefetchQuery({
        queryKey: manifestKeys.raw(repository, digest),
        queryFn: async () => (await readRawManifest(scope, digest)) ?? Promise.reject(new Error('gone')),
      }),
    tab === 'referrers' &&
      client.prefetchQuery({
        queryKey: manifestKeys.referrers(repository, digest),
        queryFn: () => referrerList(scope, digest),
      }),
  ]);
  return dehydrate(client);
}
