import { getEvents } from '@/lib/server/dashboard/live/events-route';

export const dynamic = 'force-dynamic';

export { getEvents as GET };
