import { deletePolicy, putPolicy } from '@/lib/server/dashboard/administration/policies-routes';

export const dynamic = 'force-dynamic';

export { deletePolicy as DELETE, putPolicy as PUT };
