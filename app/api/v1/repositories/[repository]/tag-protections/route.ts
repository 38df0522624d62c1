import { postTagProtections } from '@/lib/server/dashboard/protection-routes';

export const dynamic = 'force-dynamic';

export { postTagProtections as POST };
