import { deleteTrashEntry, getTrashEntry } from '@/lib/server/dashboard/administration/trash-routes';

export const dynamic = 'force-dynamic';

export { deleteTrashEntry as DELETE, getTrashEntry as GET };
