import { getManifestDeletion, postManifestDeletion } from '@/lib/server/dashboard/change-routes';

export const dynamic = 'force-dynamic';

export { getManifestDeletion as GET, postManifestDeletion as POST };
