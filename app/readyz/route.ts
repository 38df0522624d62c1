import { getServer } from '@/lib/server/instance';

export const dynamic = 'force-dynamic';

/** Whether new work is welcome: 503 while the server ends. */
export function GET(): Response {
  const ready = getServer().isReady();
  return new Response(ready ? 'ready\n' : 'ending\n', {
    status: ready ? 200 : 503,
    headers: { 'Cache-Control': 'no-store' },
  });
}
