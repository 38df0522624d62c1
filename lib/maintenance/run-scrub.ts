import type { StorageParts } from '@/lib/storage/storage';
import type { JobRequest, Jobs } from './jobs';
import { type ScrubResult, scrub } from './scrub';

/**
 * Reads what was not read within the period and compares it with its digest, as the job `scrub`.
 * @param request.all reads everything, whenever it was read last
 * @throws JobRunning when another one runs
 */
export async function runScrub(
  parts: StorageParts,
  jobs: Jobs,
  { scrubPeriodMs, diskBytesPerSecond }: { scrubPeriodMs: number; diskBytesPerSecond: number },
  { all = false, ...request }: JobRequest & { all?: boolean },
): Promise<ScrubResult> {
  const job = { kind: 'scrub', ...request, bytesPerSecond: diskBytesPerSecond } as const;
  return await jobs.run(job, ({ pace, signal, progress }) =>
    scrub({
      parts,
      pace,
      signal,
      periodMs: all ? 0 : scrubPeriodMs,
      onProgress: ({ readFiles, readBytes, skippedFiles }) =>
        progress({ readFiles, readBytes, skippedFiles }),
    }),
  );
}
