import { getRetention } from '@/lib/server/dashboard/administration/retention-routes';

export const dynamic = 'force-dynamic';

export { getRetention as GET };
