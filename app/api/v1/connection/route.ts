import { answerConnection } from '@/lib/server/connection-route';

export const dynamic = 'force-dynamic';

export { answerConnection as GET };
