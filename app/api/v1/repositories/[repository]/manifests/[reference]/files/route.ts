import { getFiles } from '@/lib/server/dashboard/files-routes';

export const dynamic = 'force-dynamic';

export { getFiles as GET };
