import { answerReadiness } from '@/lib/server/probe-routes';

export const dynamic = 'force-dynamic';

export { answerReadiness as GET };
