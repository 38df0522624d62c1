import { getArtifactContent } from '@/lib/server/dashboard/manifest-routes';

export const dynamic = 'force-dynamic';

export { getArtifactContent as GET };
