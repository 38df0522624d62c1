import { answerTokenRequest } from '@/lib/server/registry-route';

export const dynamic = 'force-dynamic';

export {
  answerTokenRequest as DELETE,
  answerTokenRequest as GET,
  answerTokenRequest as HEAD,
  answerTokenRequest as POST,
  answerTokenRequest as PUT,
};
