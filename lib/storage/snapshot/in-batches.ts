/** What long work calls between its steps: see `Pace` of `lib/maintenance`. */
export interface Breather {
  breathe: () => Promise<void>;
}

/** Runs a task for each of many items, some at a time, and lets others have their turn in between. */
export async function inBatches<T>(
  items: Iterable<T>,
  pace: Breather,
  task: (item: T) => Promise<void>,
): Promise<void> {
  let batch: Promise<void>[] = [];
  const finish = async () => {
    const results = await Promise.allSettled(batch);
    batch = [];
    // None may still run when the caller hears of the first that failed.
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    await pace.breathe();
  };
  for (const item of items) {
    batch.push(task(item));
    if (batch.length >= batchMax) await finish();
  }
  await finish();
}

const batchMax = 32;
