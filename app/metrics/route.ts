import { answerMetrics } from '@/lib/server/probe-routes';

export const dynamic = 'force-dynamic';

export { answerMetrics as GET };
