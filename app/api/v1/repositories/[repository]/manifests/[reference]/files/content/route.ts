import { getFileContent } from '@/lib/server/dashboard/files-routes';

export const dynamic = 'force-dynamic';

export { getFileContent as GET };
