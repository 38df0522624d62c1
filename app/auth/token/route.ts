import { answerTokenRequest } from '@/lib/server/registry-route';

// Under its other spellings, as `/auth/token/`: requests for `/auth/token` are answered before Next sees them.
export const dynamic = 'force-dynamic';

export {
  answerTokenRequest as DELETE,
  answerTokenRequest as GET,
  answerTokenRequest as HEAD,
  answerTokenRequest as POST,
  answerTokenRequest as PUT,
};
