import { getPlannedTags } from '@/lib/server/dashboard/administration/jobs-routes';

export const dynamic = 'force-dynamic';

export { getPlannedTags as GET };
