import { getAccounts, postAccount } from '@/lib/server/dashboard/administration/users-routes';

export const dynamic = 'force-dynamic';

export { getAccounts as GET, postAccount as POST };
