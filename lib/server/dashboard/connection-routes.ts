import { connectionReport } from '@/lib/doctor/connection-report';
import { currentExchange } from '@/lib/http/exchange';
import { apiRoute } from './api-route';

/** `GET /api/v1/connection`: what the server sees of the request, `connectionReport`. */
export const getConnection = apiRoute({ for: 'anyone' }, ({ server }) => ({
  json: connectionReport.parse(server.forwarding.report(currentExchange())),
}));
