import { postTagDeletionCancel } from '@/lib/server/dashboard/tag-deletion-routes';

export const dynamic = 'force-dynamic';

export { postTagDeletionCancel as POST };
