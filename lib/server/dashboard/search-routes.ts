import { searchQuery } from '@/lib/dashboard/search/search-contract';
import { searchRegistry } from '@/lib/dashboard/search/search-registry';
import { currentExchange } from '@/lib/http/exchange';
import { apiRoute } from './api-route';
import { contentFor } from './visible-content';

/** `GET /api/v1/search`: repositories, tags and manifests of what whoever asks may pull, `SearchAnswer`. */
export const getSearch = apiRoute(
  { for: 'reader', query: searchQuery },
  async ({ server, caller, query }) => {
    const { response } = currentExchange();
    const reach = contentFor(server, caller).searchReach();
    return { json: await searchRegistry(reach, query.q, () => !response.destroyed) };
  },
);
