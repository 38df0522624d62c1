import { storeQuery } from '@/lib/dashboard/administration/inventory-contract';
import { readStorePage, readStoreUsers } from '@/lib/dashboard/administration/read-inventory';
import { apiRoute } from '../api-route';

/** `GET /api/v1/storage/blobs`: a page of what is in the store and why, `storePage`. */
export const getStoreBlobs = apiRoute({ for: 'auditor', query: storeQuery }, async ({ server, query }) => {
  const isPlanning = server.jobs.list({ kind: 'plan', state: 'running', limit: 1 }).length > 0;
  return { json: readStorePage(server.content, query, isPlanning) };
});

/** `GET /api/v1/storage/blobs/{digest}`: who uses a blob or a manifest, `storeUsers`. */
export const getStoreUsers = apiRoute({ for: 'auditor' }, async ({ server, params }) => ({
  json: readStoreUsers(server.content, params.digest ?? ''),
}));
