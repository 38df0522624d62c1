import { DashboardProblem } from '@/lib/dashboard/dashboard-problem';
import type { Exchange } from '@/lib/http/exchange';
import { BodyError, readBytes } from '@/lib/http/read-bytes';

const bytesMax = 64 * 1024;

/** What kind of body a request brings; a page of another site can't send JSON without asking first. */
export function bodyKind({ request }: Exchange): 'json' | 'form' | 'other' {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json') return 'json';
  return type === 'application/x-www-form-urlencoded' ? 'form' : 'other';
}

/**
 * Reads the body of a request to the API: JSON, or a form where that is allowed. What it holds is not checked.
 * @throws DashboardProblem 4xx
 */
export async function readBody(
  exchange: Exchange,
  { form, idleTimeoutMs }: { form: boolean; idleTimeoutMs: number },
): Promise<unknown> {
  const kind = bodyKind(exchange);
  if (kind === 'other' || (kind === 'form' && !form))
    throw new DashboardProblem(415, 'Send the body as application/json.');
  const text = await readBytes(exchange.admitBody(), bytesMax, idleTimeoutMs).then(
    String,
    (error: unknown) => {
      if (!(error instanceof BodyError)) throw error;
      if (error.why === 'too-large') throw new DashboardProblem(413, `A body may have ${bytesMax} bytes.`);
      throw new DashboardProblem(error.why === 'idle' ? 408 : 400, 'The body did not come whole.');
    },
  );
  if (kind === 'form') return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new DashboardProblem(400, 'The body is not JSON.');
  }
}
