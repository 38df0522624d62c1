import { deleteMember } from '@/lib/server/dashboard/administration/groups-routes';

export const dynamic = 'force-dynamic';

export { deleteMember as DELETE };
