import { deleteSessions, getSessions } from '@/lib/server/dashboard/account/sessions-routes';

export const dynamic = 'force-dynamic';

export { deleteSessions as DELETE, getSessions as GET };
