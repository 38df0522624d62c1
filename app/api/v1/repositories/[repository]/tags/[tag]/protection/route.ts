import {
  deleteTagProtection,
  getTagProtection,
  putTagProtection,
} from '@/lib/server/dashboard/protection-routes';

export const dynamic = 'force-dynamic';

export { deleteTagProtection as DELETE, getTagProtection as GET, putTagProtection as PUT };
