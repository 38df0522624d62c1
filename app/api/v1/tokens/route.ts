import { getTokens, postToken } from '@/lib/server/dashboard/account/tokens-routes';

export const dynamic = 'force-dynamic';

export { getTokens as GET, postToken as POST };
