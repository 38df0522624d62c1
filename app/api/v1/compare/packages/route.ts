import { getPackageComparison } from '@/lib/server/dashboard/compare-routes';

export const dynamic = 'force-dynamic';

export { getPackageComparison as GET };
