import { deleteAccountToken } from '@/lib/server/dashboard/administration/access-tokens-routes';

export const dynamic = 'force-dynamic';

export { deleteAccountToken as DELETE };
