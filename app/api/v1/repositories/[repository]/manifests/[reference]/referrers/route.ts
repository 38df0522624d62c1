import { getReferrers } from '@/lib/server/dashboard/manifest-routes';

export const dynamic = 'force-dynamic';

export { getReferrers as GET };
