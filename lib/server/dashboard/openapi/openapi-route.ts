import { apiRoute } from '../api-route';

/** `GET /api/v1/openapi.json`: what `/api/v1` is, as OpenAPI 3.1; the same for everybody. `npm run docs` writes it. */
export const getOpenApi = apiRoute({ for: 'anyone' }, async () => ({
  json: (await import('@/docs/openapi.json')).default,
}));
