import { getJobs, postJob } from '@/lib/server/dashboard/administration/jobs-routes';

export const dynamic = 'force-dynamic';

export { getJobs as GET, postJob as POST };
