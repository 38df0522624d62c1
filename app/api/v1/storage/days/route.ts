import { getStorageDays } from '@/lib/server/dashboard/administration/storage-routes';

export const dynamic = 'force-dynamic';

export { getStorageDays as GET };
