import { getFileDownload } from '@/lib/server/dashboard/files-routes';

export const dynamic = 'force-dynamic';

export { getFileDownload as GET };
