import { getExplained } from '@/lib/server/dashboard/administration/rules-routes';

export const dynamic = 'force-dynamic';

export { getExplained as GET };
