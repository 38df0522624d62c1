import type { Activity } from '@/lib/dashboard/health-contract';
import { requestFigures } from '@/lib/observability/metrics/request-figures';
import { openUploads } from '@/lib/storage/open-uploads';
import { apiRoute } from '../api-route';

const uploadsMax = 50;

/** `GET /api/v1/activity`: requests, errors and open uploads, `activity`. */
export const getActivity = apiRoute({ for: 'auditor' }, async ({ server }) => {
  const figures = requestFigures(await server.observation.counted());
  const answer: Activity = {
    atMs: Date.now(),
    uptimeMs: process.uptime() * 1_000,
    ...figures,
    uploads: await openUploads(server.content.parts, uploadsMax),
  };
  return { json: answer };
});
