import { getDoctor, postDoctor } from '@/lib/server/dashboard/administration/settings-routes';

export const dynamic = 'force-dynamic';

export { getDoctor as GET, postDoctor as POST };
