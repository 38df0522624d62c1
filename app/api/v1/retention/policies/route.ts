import { postPolicy } from '@/lib/server/dashboard/administration/policies-routes';

export const dynamic = 'force-dynamic';

export { postPolicy as POST };
