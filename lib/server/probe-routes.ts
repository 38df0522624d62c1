import { getServer } from './instance';

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

/** `GET /metrics`, in the text format of Prometheus, version 0.0.4; 404 when `metrics.enabled` is false. */
export async function answerMetrics(): Promise<Response> {
  const { config, log, observation } = getServer();
  if (!config.metrics.enabled) {
    return new Response('metrics are turned off (metrics.enabled)\n', { status: 404, headers: noStore });
  }
  try {
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
