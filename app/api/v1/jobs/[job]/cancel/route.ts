import { postCancel } from '@/lib/server/dashboard/administration/jobs-routes';

export const dynamic = 'force-dynamic';

export { postCancel as POST };
