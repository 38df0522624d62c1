import { getStoreBlobs } from '@/lib/server/dashboard/administration/inventory-routes';

export const dynamic = 'force-dynamic';

export { getStoreBlobs as GET };
