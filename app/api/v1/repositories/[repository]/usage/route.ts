import { getUsage } from '@/lib/server/dashboard/usage-routes';

export const dynamic = 'force-dynamic';

export { getUsage as GET };
