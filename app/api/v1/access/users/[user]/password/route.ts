import { postPassword } from '@/lib/server/dashboard/administration/users-routes';

export const dynamic = 'force-dynamic';

export { postPassword as POST };
