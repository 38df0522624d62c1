import { postAccountTokenRotation } from '@/lib/server/dashboard/administration/access-tokens-routes';

export const dynamic = 'force-dynamic';

export { postAccountTokenRotation as POST };
