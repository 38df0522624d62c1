import { getRawManifest } from '@/lib/server/dashboard/manifest-routes';

export const dynamic = 'force-dynamic';

export { getRawManifest as GET };
