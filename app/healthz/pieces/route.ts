import { answerInPieces } from '@/lib/server/pieces-route';

export const dynamic = 'force-dynamic';

export { answerInPieces as GET };
