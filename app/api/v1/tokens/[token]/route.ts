import { deleteToken } from '@/lib/server/dashboard/account/tokens-routes';

export const dynamic = 'force-dynamic';

export { deleteToken as DELETE };
