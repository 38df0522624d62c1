import { postRestore } from '@/lib/server/dashboard/administration/trash-routes';

export const dynamic = 'force-dynamic';

export { postRestore as POST };
