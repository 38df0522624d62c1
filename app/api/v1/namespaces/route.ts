import { getNamespace } from '@/lib/server/dashboard/content-routes';

export const dynamic = 'force-dynamic';

export { getNamespace as GET };
