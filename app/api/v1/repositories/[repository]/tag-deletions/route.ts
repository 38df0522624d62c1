import { postTagDeletions } from '@/lib/server/dashboard/change-routes';

export const dynamic = 'force-dynamic';

export { postTagDeletions as POST };
