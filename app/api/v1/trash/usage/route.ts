import { getTrashUsage } from '@/lib/server/dashboard/administration/trash-routes';

export const dynamic = 'force-dynamic';

export { getTrashUsage as GET };
