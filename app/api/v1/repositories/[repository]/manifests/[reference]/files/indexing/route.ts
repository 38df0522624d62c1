import { deleteIndexing } from '@/lib/server/dashboard/files-routes';

export const dynamic = 'force-dynamic';

export { deleteIndexing as DELETE };
