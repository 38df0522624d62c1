import { getBlobDownload } from '@/lib/server/dashboard/files-routes';

export const dynamic = 'force-dynamic';

export { getBlobDownload as GET };
