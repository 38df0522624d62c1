import { getRules, postRule } from '@/lib/server/dashboard/administration/rules-routes';

export const dynamic = 'force-dynamic';

export { getRules as GET, postRule as POST };
