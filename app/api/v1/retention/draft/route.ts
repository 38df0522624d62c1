import { getDraft } from '@/lib/server/dashboard/administration/draft-routes';

export const dynamic = 'force-dynamic';

export { getDraft as GET };
