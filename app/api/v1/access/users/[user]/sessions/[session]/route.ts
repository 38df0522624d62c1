import { deleteAccountSession } from '@/lib/server/dashboard/administration/users-routes';

export const dynamic = 'force-dynamic';

export { deleteAccountSession as DELETE };
