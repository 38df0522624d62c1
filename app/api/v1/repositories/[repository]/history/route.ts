import { getHistory } from '@/lib/server/dashboard/history-routes';

export const dynamic = 'force-dynamic';

export { getHistory as GET };
