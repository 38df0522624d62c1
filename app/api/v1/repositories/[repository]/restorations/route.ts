import { postRestorations } from '@/lib/server/dashboard/change-routes';

export const dynamic = 'force-dynamic';

export { postRestorations as POST };
