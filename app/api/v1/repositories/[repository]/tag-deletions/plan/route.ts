import { postTagDeletionPlan } from '@/lib/server/dashboard/tag-deletion-routes';

export const dynamic = 'force-dynamic';

export { postTagDeletionPlan as POST };
