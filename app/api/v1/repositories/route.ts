import { getRepositories } from '@/lib/server/dashboard/content-routes';

export const dynamic = 'force-dynamic';

export { getRepositories as GET };
