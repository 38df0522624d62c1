import { setTimeout as delay } from 'node:timers/promises';
import { StorageError } from '@/lib/storage/storage-error';
import type { CheckContext, Suspicion } from './context';
import type { Finding } from './finding';

/** How many suspicions wait for their second look together. */
const batchMax = 256;

/**
 * Looks again at what looked wrong: a while later, and under the lock of its repository, where a push or a deletion
 * can't be in the middle of it.
 * @param calmMs how long to wait before the second look
 */
export async function* confirm(
  context: CheckContext,
  suspicions: AsyncIterable<Suspicion>,
  calmMs: number,
): AsyncGenerator<Finding> {
  let batch: Suspicion[] = [];
  for await (const suspicion of suspicions) {
    batch.push(suspicion);
    if (batch.length < batchMax) continue;
    yield* lookAgain(context, batch, calmMs);
    batch = [];
  }
  yield* lookAgain(context, batch, calmMs);
}

async function* lookAgain(
  { parts, pace }: CheckContext,
  batch: Suspicion[],
  calmMs: number,
): AsyncGenerator<Finding> {
  if (batch.length === 0) return;
  await delay(calmMs);
  for (const { look, repository } of batch) {
    await pace.breathe();
    const found =
      repository === undefined
        ? await look()
        : await underLock(() => parts.locks.hold(`repository:${repository}`, look));
    if (found) yield found;
  }
}

/** A lock that stays taken for long says that a lot changes there: what looked wrong is looked at by the next check. */
async function underLock<T>(task: () => Promise<T>): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof StorageError && error.fault.code === 'BUSY') return undefined;
    throw error;
  }
}
