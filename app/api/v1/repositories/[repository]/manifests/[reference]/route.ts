import { getManifest } from '@/lib/server/dashboard/manifest-routes';

export const dynamic = 'force-dynamic';

export { getManifest as GET };
