import { getPolicy } from '@/lib/server/dashboard/policy-routes';

export const dynamic = 'force-dynamic';

export { getPolicy as GET };
