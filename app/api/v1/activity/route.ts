import { getActivity } from '@/lib/server/dashboard/administration/activity-routes';

export const dynamic = 'force-dynamic';

export { getActivity as GET };
