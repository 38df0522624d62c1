import { getStorage } from '@/lib/server/dashboard/administration/storage-routes';

export const dynamic = 'force-dynamic';

export { getStorage as GET };
