import { getConnection } from '@/lib/server/dashboard/connection-routes';

export const dynamic = 'force-dynamic';

export { getConnection as GET };
