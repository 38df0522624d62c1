import { type DehydratedState, dehydrate, QueryClient } from '@tanstack/react-query';
import { answerToPage, type RouteHandler } from './api-route';
import { pageCaller } from './page-caller';

/** An answer of the API that a page shows. */
interface Shown {
  /** The query by which the browser asks for it; of that, its key. */
  of: { queryKey: readonly unknown[] };
  /** The route that answers. */
  by: RouteHandler;
  query?: object;
  params?: Record<string, string>;
}

/** How long a page waits for its answers, in milliseconds. */
const patience = 150;

/**
 * Reads what a page shows, so that it comes with the page. What fails here, or takes long, is not passed on: the browser
 * then asks the API, which logs the cause and gives a request id.
 * @param shown in the order in which they are asked: one may tell of what another has found
 * @param patienceMs what takes longer is left to the browser
 */
export async function prefetchAnswers(
  shown: readonly Shown[],
  patienceMs = patience,
): Promise<DehydratedState> {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const caller = pageCaller();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  const inOrder = async () => {
    for (const { of, by, ...given } of shown)
      await client.prefetchQuery({
        queryKey: of.queryKey,
        queryFn: () => answerToPage(by, caller, given),
      });
  };
  await Promise.race([inOrder(), late]);
  clearTimeout(timer);
  return dehydrate(client);
}
