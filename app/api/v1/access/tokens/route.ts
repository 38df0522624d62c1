import {
  getAccountTokens,
  postAccountToken,
} from '@/lib/server/dashboard/administration/access-tokens-routes';

export const dynamic = 'force-dynamic';

export { getAccountTokens as GET, postAccountToken as POST };
