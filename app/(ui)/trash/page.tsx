import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { TrashBrowser } from '@/components/trash/trash-browser';
import { readTrashQuery, trashPageQuery } from '@/lib/dashboard/administration/trash-queries';
import type { SearchParameters } from '@/lib/dashboard/search-parameters';
import { getTrash } from '@/lib/server/dashboard/administration/trash-routes';
import { pageSignedIn } from '@/lib/server/dashboard/page-caller';
import { prefetchAnswers } from '@/lib/server/dashboard/prefetch-answers';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = { title: 'Trash' };

export default async function TrashPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  pageSignedIn();
  const query = readTrashQuery(await searchParams);
  const state = await prefetchAnswers([{ of: trashPageQuery(query), by: getTrash, query }]);
  return (
    <HydrationBoundary state={state}>
      <TrashBrowser />
    </HydrationBoundary>
  );
}
