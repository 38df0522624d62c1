import { getComparison } from '@/lib/server/dashboard/compare-routes';

export const dynamic = 'force-dynamic';

export { getComparison as GET };
