import { type DehydratedState, dehydrate, QueryClient } from '@tanstack/react-query';
import type { CompareQuery } from '@/lib/dashboard/compare/compare-contracts';
import { compareImages, findCompared } from '@/lib/dashboard/compare/compare-images';
import { compareKeys } from '@/lib/dashboard/compare/compare-queries';
import { imageReferenceText } from '@/lib/dashboard/compare/image-reference';
import type { VisibleContent } from './visible-content';

/**
 * Reads what the page that compares shows. What fails here is not passed on: the browser then asks the API, which says why.
 */
export async function prefetchComparison(
  content: VisibleContent,
  query: CompareQuery,
): Promise<DehydratedState> {
  const client = new QueryClient();
  await client.prefetchQuery({
    queryKey: compareKeys.images(query),
    queryFn: () => compareImages(content.scope, query),
    retry: false,
  });
  return dehydrate(client);
}

/** The same references by their digests; as they are where one names nothing that may be pulled. */
export async function pinned(
  content: VisibleContent,
  { a, b, ...rest }: CompareQuery,
): Promise<CompareQuery> {
  try {
    const [pinnedA = a, pinnedB = b] = (await findCompared(content.scope, [a, b])).map(({ scope, digest }) =>
      imageReferenceText(scope.repository, digest),
    );
    return { ...rest, a: pinnedA, b: pinnedB };
  } catch {
    return { ...rest, a, b }; // The page says what is wrong with them.
  }
}
