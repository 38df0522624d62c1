import { deleteQuota, putQuota } from '@/lib/server/dashboard/administration/quota-routes';

export const dynamic = 'force-dynamic';

export { deleteQuota as DELETE, putQuota as PUT };
