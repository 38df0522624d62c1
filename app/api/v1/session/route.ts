import { deleteSession, getSession, postSession } from '@/lib/server/dashboard/account/session-routes';

export const dynamic = 'force-dynamic';

export { deleteSession as DELETE, getSession as GET, postSession as POST };
