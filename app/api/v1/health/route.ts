import { answerJson } from '@/lib/dashboard/answer-json';
import { healthReport } from '@/lib/dashboard/health-contract';
import { getServer } from '@/lib/server/instance';

export const dynamic = 'force-dynamic';

/** Every check of the registry's health: `healthReport`. */
export async function GET(): Promise<Response> {
  const { observation, log } = getServer();
  return answerJson(async () => healthReport.parse(await observation.health()), log);
}
