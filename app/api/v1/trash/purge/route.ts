import { postPurge } from '@/lib/server/dashboard/administration/trash-routes';

export const dynamic = 'force-dynamic';

export { postPurge as POST };
