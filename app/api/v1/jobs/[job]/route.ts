import { getJob } from '@/lib/server/dashboard/administration/jobs-routes';

export const dynamic = 'force-dynamic';

export { getJob as GET };
