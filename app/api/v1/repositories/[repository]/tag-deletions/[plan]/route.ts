import { getTagDeletionRun, postPlannedTagDeletion } from '@/lib/server/dashboard/tag-deletion-routes';

export const dynamic = 'force-dynamic';

export { getTagDeletionRun as GET, postPlannedTagDeletion as POST };
