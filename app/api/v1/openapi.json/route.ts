import { getOpenApi } from '@/lib/server/dashboard/openapi/openapi-route';

export const dynamic = 'force-dynamic';

export { getOpenApi as GET };
