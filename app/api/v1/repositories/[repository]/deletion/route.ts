import { getRepositoryDeletion, postRepositoryDeletion } from '@/lib/server/dashboard/change-routes';

export const dynamic = 'force-dynamic';

export { getRepositoryDeletion as GET, postRepositoryDeletion as POST };
