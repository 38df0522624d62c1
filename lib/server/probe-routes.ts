import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import { currentExchange } from '@/lib/http/exchange';
import { callerOfApi } from './dashboard/caller';
import { requireAccess } from './dashboard/require-access';
import { getServer } from './instance';
import type { Server } from './server';

const noStore = { 'Cache-Control': 'no-store' };

/** `GET /readyz`: 200 while the server can serve, also when something is wrong (`degraded`), else 503. Never throws. */
export async function answerReadiness(): Promise<Response> {
  const readiness = await getServer().observation.readiness();
  const status = readiness.status === 'unready' ? 503 : 200;
  return new Response(`${JSON.stringify(readiness)}\n`, {
    status,
    headers: { ...noStore, 'Content-Type': 'application/json' },
  });
}

/**
 * `GET /metrics`, in the text format of Prometheus, version 0.0.4; 404 when `metrics.enabled` is false, 401 or 403 for
 * whom `metrics.access` leaves out.
 */
export async function answerMetrics(): Promise<Response> {
  const server = getServer();
  const { config, log, observation } = server;
  if (!config.metrics.enabled) {
    return new Response('metrics are turned off (metrics.enabled)\n', { status: 404, headers: noStore });
  }
  try {
    const refused = config.metrics.access === 'open' ? undefined : await refusal(server);
    if (refused) return refused;
    const { contentType, text } = await observation.expose();
    return new Response(text, { headers: { ...noStore, 'Content-Type': contentType } });
  } catch (error) {
    log.error({ err: error }, 'the metrics could not be read');
    return new Response('the metrics could not be read: the log has the cause\n', {
      status: 500,
      headers: noStore,
    });
  }
}

async function refusal(server: Server): Promise<Response | undefined> {
  try {
    requireAccess(server, await callerOfApi(server, currentExchange(), { renews: false }), 'auditor');
    return undefined;
  } catch (error) {
    if (!(error instanceof DashboardProblem)) throw error;
    const { status, message, retryAfterS } = error;
    return new Response(`${message}\n`, {
      status,
      headers: {
        ...noStore,
        // Not Basic, which is taken as well: a browser would ask for a password, and send it with whatever comes after.
        ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="CyberDock"' }),
        ...(retryAfterS !== undefined && { 'Retry-After': String(retryAfterS) }),
      },
    });
  }
}
