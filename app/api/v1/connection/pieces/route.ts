import { answerInPieces } from '@/lib/server/connection-route';

export const dynamic = 'force-dynamic';

export { answerInPieces as GET };
