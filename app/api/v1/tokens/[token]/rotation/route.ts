import { postTokenRotation } from '@/lib/server/dashboard/account/tokens-routes';

export const dynamic = 'force-dynamic';

export { postTokenRotation as POST };
