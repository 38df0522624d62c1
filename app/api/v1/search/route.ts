import { getSearch } from '@/lib/server/dashboard/search-routes';

export const dynamic = 'force-dynamic';

export { getSearch as GET };
