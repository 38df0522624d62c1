import { getFormerManifest } from '@/lib/server/dashboard/manifest-routes';

export const dynamic = 'force-dynamic';

export { getFormerManifest as GET };
