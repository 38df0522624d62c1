import { deleteRule, putRule } from '@/lib/server/dashboard/administration/rules-routes';

export const dynamic = 'force-dynamic';

export { deleteRule as DELETE, putRule as PUT };
