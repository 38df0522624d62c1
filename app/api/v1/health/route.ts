import { getHealth } from '@/lib/server/dashboard/content-routes';

export const dynamic = 'force-dynamic';

export { getHealth as GET };
