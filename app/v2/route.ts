import { answerRegistryRequest } from '@/lib/server/registry-route';

export const dynamic = 'force-dynamic';

export {
  answerRegistryRequest as DELETE,
  answerRegistryRequest as GET,
  answerRegistryRequest as HEAD,
  answerRegistryRequest as OPTIONS,
  answerRegistryRequest as PATCH,
  answerRegistryRequest as POST,
  answerRegistryRequest as PUT,
};
