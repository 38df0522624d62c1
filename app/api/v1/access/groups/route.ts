import { getGroups, postMember } from '@/lib/server/dashboard/administration/groups-routes';

export const dynamic = 'force-dynamic';

export { getGroups as GET, postMember as POST };
