import { deleteOneSession } from '@/lib/server/dashboard/account/sessions-routes';

export const dynamic = 'force-dynamic';

export { deleteOneSession as DELETE };
