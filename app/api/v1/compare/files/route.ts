import { getFileComparison } from '@/lib/server/dashboard/compare-routes';

export const dynamic = 'force-dynamic';

export { getFileComparison as GET };
