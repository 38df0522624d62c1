import { getStoreUsers } from '@/lib/server/dashboard/administration/inventory-routes';

export const dynamic = 'force-dynamic';

export { getStoreUsers as GET };
