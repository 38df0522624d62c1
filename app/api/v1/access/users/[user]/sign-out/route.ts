import { postSignOut } from '@/lib/server/dashboard/administration/users-routes';

export const dynamic = 'force-dynamic';

export { postSignOut as POST };
