import { getTrash } from '@/lib/server/dashboard/administration/trash-routes';

export const dynamic = 'force-dynamic';

export { getTrash as GET };
