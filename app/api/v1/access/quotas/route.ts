import { getQuotas } from '@/lib/server/dashboard/administration/quota-routes';

export const dynamic = 'force-dynamic';

export { getQuotas as GET };
