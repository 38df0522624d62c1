import { putPassword } from '@/lib/server/dashboard/account/password-route';

export const dynamic = 'force-dynamic';

export { putPassword as PUT };
