import { getSettings } from '@/lib/server/dashboard/administration/settings-routes';

export const dynamic = 'force-dynamic';

export { getSettings as GET };
