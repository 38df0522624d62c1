import { deleteAccount, getAccount, putAccount } from '@/lib/server/dashboard/administration/users-routes';

export const dynamic = 'force-dynamic';

export { deleteAccount as DELETE, getAccount as GET, putAccount as PUT };
