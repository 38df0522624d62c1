import { deleteStar, putStar } from '@/lib/server/dashboard/star-routes';

export const dynamic = 'force-dynamic';

export { deleteStar as DELETE, putStar as PUT };
