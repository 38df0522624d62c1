import { getTags } from '@/lib/server/dashboard/content-routes';

export const dynamic = 'force-dynamic';

export { getTags as GET };
